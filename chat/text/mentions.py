"""Mentions in a text: @names, @here, @all, and `nick:` as on IRC. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from chat.text.names.folding import fold
from chat.text.names.shapes import FULL, WIDE, WORD, shape

Target = int | Literal["all", "here"]

EVERYBODY: dict[str, Target] = {"all": "all", "everyone": "all", "全員": "all", "here": "here"}

POSSIBLE_MAX = 200
"""How many different names of a text are looked up; later ones are no mentions."""

_WORD = WORD + FULL
_JOINER = "\x1f"
"""Stands for what is invisible inside a word (UAX #29, WB4)."""
# The characters of a username, as chat/models/people/user.py has them.
_NAME = rf"[{WIDE}{_WORD}_.+\-\[\]\\`^{{|}}]{{1,64}}+"
# What stands directly before an @ may make it a part of an address of mail, or of another @.
_AT_NAME = re.compile(rf"(?<![{_WORD}@＠])(?<![{_WORD}]{_JOINER})[@＠]({_NAME})")
# A mark may end the first half of an address (not a dot: RFC 5322 §3.4.1, dot-atom), whose second
# half then has a dot between its words. Behind an @ the marks belong to a name.
_BEFORE_ADDRESS = re.compile(rf"(?<![@＠._%+\-{_WORD}])[{_WORD}][{_WORD}._%+\-]*+(?<=[_%+\-])$")
_HOST = re.compile(rf"[{_WORD}](?:[{_WORD}-]*[{_WORD}])?\.[{_WORD}]")
_LOCAL_MAX = 64
_NICK_FIRST = re.compile(rf"({_NAME})(?=[:,](?:\s|$))")
# What makes a name go on: letters, at most behind the marks of a name, of a path, or of an address
# in another network (@alice@mastodon.social, @alice:matrix.org).
_GOES_ON = re.compile(
    rf"[{_WORD}]|[_{_JOINER}-]+[{_WORD}]|[.+\[\]\\`^{{|}}/@＠][{_WORD}]|:[{_WORD}-]++\.[{_WORD}]"
)
# What counts as letters or marks and belongs to no word: numbers in circles (①@bob), and the
# selectors and the key of emoji (❤️@bob).
_APART = (
    *(*range(0x2460, 0x249C), *range(0x24EA, 0x2500), *range(0x2776, 0x2794)),
    *(*range(0xFE00, 0xFE10), 0x20E3),
)
# Marks of a name in other widths and shapes.
_SAME_TO_READERS = str.maketrans(
    "．﹒․·‧＿‿⁀－﹣−‐‑＋：\u00ad\u200c\u200d\u2060" + "".join(map(chr, _APART)),
    f".....___-----+:{_JOINER * 4}" + " " * len(_APART),
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a text that mentions somebody."""

    start: int
    end: int
    target: Target


def possible_names(text: str) -> set[str]:
    """Return the usernames that a text may mention with @, folded; at most POSSIBLE_MAX."""
    if not _has_at(text):
        return set()
    return set(islice(_distinct_names(text), POSSIBLE_MAX))


def mentions_in(text: str, people: Mapping[str, int]) -> Iterator[Mention]:
    """Yield the mentions in the text, in order. `people`: ids by folded username."""
    for start, ends in _at_names(text):
        for end in ends:
            name = fold(text[start + 1 : end])
            if (target := EVERYBODY.get(name, people.get(name))) is not None:
                yield Mention(start, end, target)
                break


def name_before_colon(text: str) -> set[str]:
    """Return the name that `nick: text` may mention, folded; empty for other texts."""
    first = _NICK_FIRST.match(shape(text))
    return {fold(text[: first.end(1)])} if first else set()


def mention_before_colon(text: str, people: Mapping[str, int]) -> Iterator[Mention]:
    """Yield the mention of `nick: text`, if it is one."""
    first = _NICK_FIRST.match(shape(text))
    if first and (target := people.get(fold(text[: first.end(1)]))) is not None:
        yield Mention(0, first.end(1), target)


def _distinct_names(text: str) -> Iterator[str]:
    names = dict.fromkeys(EVERYBODY)
    for name in _names(text):
        if name not in names:
            names[name] = None
            yield name


def _names(text: str) -> Iterator[str]:
    for start, ends in _at_names(text):
        yield from (fold(text[start + 1 : end]) for end in ends)


def _has_at(text: str) -> bool:
    return "@" in text or "＠" in text


def _at_names(text: str) -> Iterator[tuple[int, list[int]]]:
    """Where an @ stands, and where the name behind it may end, the longest first.

    `@太郎さん` has no space after the name and `@bob.` ends with its sentence, but `@bobby` and
    `@bob-smith` are not bob: a name ends with its word, or where Japanese begins or ends.
    """
    if not _has_at(text):
        return
    shaped = shape(text.translate(_SAME_TO_READERS))
    for found in _AT_NAME.finditer(shaped):
        if _is_in_address(shaped, found.start()):
            continue
        ends = range(found.end(), found.start() + 1, -1)
        yield found.start(), [end for end in ends if _may_end(shaped, end)]


def _is_in_address(shaped: str, at: int) -> bool:
    """Whether this @ stands between the halves of an address such as `news-@example.com`."""
    if not _HOST.match(shaped, at + 1):
        return False
    return _BEFORE_ADDRESS.search(shaped, max(0, at - _LOCAL_MAX), at) is not None


def _may_end(shaped: str, end: int) -> bool:
    goes_on = _GOES_ON.match(shaped, end)
    return goes_on is None or (shaped[end - 1] == WIDE and shaped[end] not in "_-.+[]\\`^{|}/@＠:")
