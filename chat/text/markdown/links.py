"""Where a text leads: the addresses in it, of pages and of mail. Pure.

Every pattern here goes over a text once: what repeats is possessive, and no attempt can look past
the place where the next one begins.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import idna
from markdown_it.common.normalize_url import normalizeLink

from chat.text.markdown.sanitizing import may_lead_to
from chat.text.names.shapes import FULL, NARROW, WIDE, WORD, shape
from chat.text.names.visible import is_visible

_WIDE = WIDE + FULL
_ANY = _WIDE + WORD
_LABEL = rf"(?:[{WORD}]++(?:[_-]++[{WORD}]++)*+|[{_WIDE}][{_ANY}]*+(?:[_-]++[{_ANY}]++)*+)"
_NAME = rf"{_LABEL}(?:\.{_LABEL})*+"
_HOST = rf"(?:{_NAME}|\[[0-9A-Fa-f:.]++\])(?::\d{{1,5}}+)?+"
_BEFORE_HOST = rf"(?i:https?)://(?:[{WORD}._~%!$&*+,;=:-]++@)?+"
# Brackets belong to an address in pairs; those of a text around it do not.
_INSIDE = rf"[^\s()\[\]{{}}<>\"\\`{_WIDE}]*+"
_PAIR = rf"(?<![{_WIDE}])(?:\({_INSIDE}\)|\[{_INSIDE}\]|\{{{_INSIDE}\}})"
_WIDE_PAIR = r"(?<=_)\([^\s()]*+\)"
# Japanese sets no space before the text goes on: its letters belong to an address behind a mark
# that parts addresses, and not behind a letter.
_WIDE_RUN = rf"(?:(?<=[/?#=&+%_-])|(?<=/~))[{_WIDE}][{_ANY}]*+(?::[{_WIDE}][{_ANY}]*+)*+"
_MARKS = r"[/?#=&%+~_.:!*'@$^-]|[,;](?!(?i:https?)://)"
_REST = rf"(?:[{WORD}]|{_MARKS}|{_PAIR}|{_WIDE_PAIR}|{_WIDE_RUN})*+"
_PAGE = rf"(?<![{WORD}]){_BEFORE_HOST}{_HOST}(?:[/?#]{_REST})?+"
# ジョン・レノン is one name.
_MIDDLE_DOT = re.compile("(?<=[ァ-ヺー])・(?=[ァ-ヺ])")
_LOCAL = rf"[{WORD}._%+-]"
_MAIL = (
    rf"(?<![{WORD}._%+@-])[._%+-]*+(?P<mail>(?i:mailto:)?+[{WORD}]{_LOCAL}*+@"
    rf"{_LABEL}(?:\.{_LABEL})*\.(?:[A-Za-z{NARROW}]{{2,}}+|{WIDE}{{2,}}+))(?![{WORD}]|[-_][{WORD}])"
)
_ADDRESS = re.compile(rf"(?P<page>{_PAGE})|{_MAIL}")
_DESTINATION = re.compile(
    rf"{_BEFORE_HOST}{_HOST}(?:[/?#][^\s<>\"\\`]*)?|(?i:mailto:){_LOCAL}+@{_HOST}(?:\?[^\s<>\"\\`]*)?"
)
_PAGE_HOST = re.compile(r"https?://[^/?#]*", re.IGNORECASE)
_WRITTEN_HOST = re.compile(r"\A(https?://(?:[^/?#@]*@)?|mailto:[^@?]*@)([^/?#:]+)", re.IGNORECASE)
_OPENING_MARKS = re.compile(r"(?:[*_]+|~~+)(?!\s)")
_RUNS = {"*": r"\*++", "_": "_++", "~": "~{2,}+"}
_LEAST = {"*": 1, "_": 1, "~": 2}
_END_OF_SENTENCE = ".,;:!?'"
_ENCODED = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")


@dataclass(frozen=True, slots=True)
class Address:
    """A stretch of a text that leads to `href`."""

    start: int
    end: int
    href: str


def addresses(text: str) -> Iterator[Address]:
    """Yield the addresses of pages (http, https) and of mail that the text holds, in order.

    `https://example.com/a。` and `(https://example.com/a)` end where the text goes on, and so does
    `https://example.comを見て`; `https://ja.wikipedia.org/wiki/広場` does not.
    """
    if "://" not in text and "@" not in text:
        return
    shaped, marks, behind = shape(_MIDDLE_DOT.sub(WIDE, text)), set[str](), 0
    for found in _ADDRESS.finditer(shaped):
        start, end = found.span(found.lastgroup or 0)
        marks.update(run[0] for run in _OPENING_MARKS.findall(shaped, behind, start))
        behind = end
        if found["page"]:
            end = start + len(_without_end(shaped[start:end], marks))
        href = address_of(text[start:end])
        if _leads_somewhere(href):
            yield Address(start, end, href)


def address_of(written: str) -> str:
    """Return what is written as a whole address: encoded, and of mail with its scheme."""
    scheme = "" if re.match(r"https?://|mailto:", written, re.IGNORECASE) else "mailto:"
    return normalizeLink(_WRITTEN_HOST.sub(_looked_up, scheme + written))


def _leads_somewhere(href: str) -> bool:
    page = _PAGE_HOST.match(href)
    return page is None or _has_host(page[0])


@lru_cache(maxsize=256)
def _has_host(page: str) -> bool:
    return may_lead_to(page)


def _looked_up(found: re.Match[str]) -> str:
    """The host as browsers look it up (UTS #46): in small letters, composed, in one width."""
    if found[2].isascii():
        return found[0]
    try:
        return found[1] + idna.uts46_remap(found[2], std3_rules=False)
    except idna.IDNAError:  # a character that no host has
        return found[0]


def is_address(written: str) -> bool:
    """Return whether this, and nothing besides, is a whole address that leads somewhere."""
    is_whole = _DESTINATION.fullmatch(shape(written)) or _DESTINATION.fullmatch(written)
    return bool(is_whole) and _leads_somewhere(address_of(written))


def readable(address: str) -> str:
    """Return the address with its %E5%BA%83 as 広, and all else as it is."""
    return _ENCODED.sub(_decoded, address)


def _decoded(found: re.Match[str]) -> str:
    letters = bytes.fromhex(found[0].replace("%", "")).decode("utf-8", "replace")
    clear = "\ufffd" not in letters and all(map(is_visible, letters)) and " " not in shape(letters)
    return letters if clear else found[0]


def _without_end(address: str, marks: set[str]) -> str:
    """The address without what closes a sentence, or emphasis whose marks stood before it."""
    address = address.rstrip(_END_OF_SENTENCE)
    for mark in marks:
        address = address[: _closing(address, mark)]
    return address.rstrip(_END_OF_SENTENCE)


def _closing(address: str, mark: str) -> int | None:
    """Where the emphasis of this mark ends: at the address's end, or where Japanese goes on."""
    inside = re.search(rf"(?<!{re.escape(mark)}){_RUNS[mark]}(?=[{_WIDE}])", address)
    if inside:
        return inside.start()
    at_end = address.find(mark * _LEAST[mark], len(address.rstrip("*_~")))
    return at_end if at_end >= 0 else None
