"""How filters compare texts: what is the same, what * stands for, where links lead. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from urllib.parse import unquote

from chat.text.markdown.sanitizing import led_to, read

TYPED_LINK = re.compile(r"(?:https?:[/\\]{2}|www\.)[^\s\"'<>()\[\]、。「」]+", re.IGNORECASE)
AUTHORITY = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?[/\\]*([^/\\?#]*)", re.IGNORECASE)
TARGET = re.compile(r"\]\(\s*<?((?:[a-z][a-z0-9+.-]*:)?[/\\]{2}[^\s)>]+)", re.IGNORECASE)
MARKS = re.compile(r"[*_~`]|\\(?=\S)")
MAIL = re.compile(r"mailto:([^?]*)", re.IGNORECASE)
DOTS = str.maketrans("。．｡", "...")
WORD_END = re.compile(r"[\W_]")

# Marks that are laid over letters without being any writing's own, and signs that show nothing but
# count as letters or marks.
OVERLAID = (
    *("\u034f", "\u115f", "\u1160", "\u17b4", "\u17b5", "\u2800", "\u3164", "\uffa0"),
    *(("\u0300", "\u036f"), ("\u180b", "\u180f"), ("\u1ab0", "\u1aff"), ("\u1dc0", "\u1dff")),
    *(("\u20d0", "\u20ff"), ("\ufe00", "\ufe0f"), ("\ufe20", "\ufe2f")),
    ("\U000e0100", "\U000e01ef"),
)
_overlaid = re.compile("[" + "".join("-".join(one) for one in OVERLAID) + "]")


def plain(text: str) -> str:
    """Return the text as filters compare it: one width, one case, nothing that cannot be seen."""
    if text.isascii():
        return text.casefold()
    folded = unicodedata.normalize("NFKC", text).casefold()
    seen = unicodedata.normalize("NFKC", _overlaid.sub("", folded))
    return "".join([char for char in seen if unicodedata.category(char) != "Cf"])


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as filters compare it: what was typed and what people read, and where it leads."""

    texts: frozenset[str]
    hosts: frozenset[str]


def reading(body: str, text: str, links: Iterable[str]) -> Reading:
    """Return all sides of a text. `text`, `links`: what is read and followed. Linear in time.

    A word is looked for without the marks and entities that dress it as well: where they make
    nothing (`cas**i**no`) they are shown, and hide it from no reader.
    """
    decoded = unescape(body)
    bare = MARKS.sub("", decoded)
    linked = {host_of(link) for link in [*links, *TARGET.findall(decoded)]} - {""}
    written = typed_hosts(body) | typed_hosts(text) | typed_hosts(decoded)
    return Reading(frozenset(map(plain, (body, text, bare))), frozenset(written | linked))


def reading_of_html(body: str, html: str) -> Reading:
    """Return the same of a message as it is stored."""
    return reading(body, read(html), led_to(html))


@dataclass(frozen=True, slots=True)
class Wildcard:
    """A pattern in which * stands for any letters and digits, or none, within a word.

    A letter of ASCII at its beginning or end stands for the edge of a word; Japanese has no such
    edges.
    """

    pieces: tuple[str, ...]
    at_edge: bool
    to_edge: bool

    def is_in(self, text: str) -> bool:
        """Return whether the pattern is found in the text, which comes from `plain`.

        Takes time linear to the text: the first place of each piece is as good as any later one in
        the same word, so that one attempt for each word is enough.
        """
        start, (first, *rest) = 0, self.pieces
        while (start := self._first_from(text, start)) >= 0:
            end = start + len(first)
            if self._may_end(text, end) if not rest else self._goes_on(text, end, rest):
                return True
            tried = _word_end(text, end) - len(first) if rest else start
            start = max(start, tried) + 1
        return False

    def _first_from(self, text: str, start: int) -> int:
        while (start := text.find(self.pieces[0], start)) >= 0:
            if not (self.at_edge and start and text[start - 1].isalnum()):
                return start
            start = _word_end(text, start)
        return -1

    def _goes_on(self, text: str, end: int, rest: list[str]) -> bool:
        """Whether the other pieces follow, each within the word in which the one before ends."""
        *middle, last = rest
        stop = _word_end(text, end)
        for piece in middle:
            start = text.find(piece, end, stop + len(piece))
            if start < 0:
                return False
            end = start + len(piece)
            stop = stop if end <= stop else _word_end(text, end)
        ends = _ends_of(last, text, end, stop + len(last))
        return any(self._may_end(text, one) for one in ends)

    def _may_end(self, text: str, end: int) -> bool:
        return not (self.to_edge and end < len(text) and text[end].isalnum())


@lru_cache(maxsize=4_096)
def wildcard(pattern: str) -> Wildcard:
    """Return a pattern as somebody wrote it, ready to be looked for."""
    folded = plain(pattern)
    pieces = tuple(piece for piece in folded.split("*") if piece) or ("",)
    return Wildcard(pieces, _is_ascii_word(folded[:1]), _is_ascii_word(folded[-1:]))


def _is_ascii_word(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _word_end(text: str, start: int) -> int:
    found = WORD_END.search(text, start)
    return found.start() if found else len(text)


def _ends_of(piece: str, text: str, start: int, stop: int) -> Iterator[int]:
    while (start := text.find(piece, start, stop)) >= 0:
        yield start + len(piece)
        start += 1


# --- Links ----------------------------------------------------------------------------------


def typed_hosts(text: str) -> set[str]:
    """Return the hosts of the addresses that are written out in a text, as filters compare them."""
    found = TYPED_LINK.findall(unicodedata.normalize("NFKC", text))
    return {host_of(address if ":" in address[:6] else f"//{address}") for address in found}


def host_of(address: str) -> str:
    """Return the host of an address as browsers find it (WHATWG URL, §3.5 and §4.4).

    Without the user, the port and the last dot; \\ is /, %2E is a dot, and what is written in
    Punycode (RFC 3492) is the same as in letters. Of an address of mail, what is behind the @.
    """
    mail = MAIL.match(address)
    authority = mail[1] if mail else AUTHORITY.match(address)[1]  # type: ignore[index]
    host = plain(unquote(authority.rsplit("@", 1)[-1])).translate(DOTS)
    host = host if host.startswith("[") else host.split(":", 1)[0]
    return ".".join(_letters(label) for label in host.strip(".").split("."))


def _letters(label: str) -> str:
    """A host's part in letters. https://www.rfc-editor.org/rfc/rfc3492"""
    if not label.startswith("xn--"):
        return label
    try:
        return plain(label[4:].encode("ascii").decode("punycode"))
    except UnicodeError:
        return label


def is_below(host: str, wanted: str) -> bool:
    """Return whether a host is this one or one below it; * is every host."""
    return wanted in ("*", host) or host.endswith(f".{wanted}")
