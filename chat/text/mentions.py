"""Who is called in a text: @names, @here, @all, and `nick:` as on IRC. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Called = int | Literal["all", "here"]

EVERYBODY: dict[str, Called] = {"all": "all", "everyone": "all", "全員": "all", "here": "here"}

# The characters of a username, as chat/models/user.py has them; an at sign in an address or in
# another name calls nobody.
NAME = r"[\w.+\-\[\]\\`^{|}]{1,64}"
AT_NAME = re.compile(rf"(?<![A-Za-z0-9._%+\-@＠])[@＠]({NAME})")
NICK_FIRST = re.compile(rf"({NAME})(?=[:,](?:\s|$))")


@dataclass(frozen=True, slots=True)
class Call:
    """A stretch of a text that calls somebody."""

    start: int
    end: int
    called: Called


def possible_names(text: str) -> set[str]:
    """Return the usernames, in small letters, that the text may call."""
    names = {name for match in AT_NAME.finditer(text) for name in _beginnings(match[1])}
    first = NICK_FIRST.match(text)
    return names | ({_small(first[1])} if first else set())


def calls(text: str, people: Mapping[str, int]) -> Iterator[Call]:
    """Yield the calls in the text, in order. `people`: ids by username in small letters."""
    for match in AT_NAME.finditer(text):
        for name in _beginnings(match[1]):
            called = people.get(name, EVERYBODY.get(name))
            if called is not None:
                yield Call(match.start(), match.start(1) + len(name), called)
                break


def call_before_colon(text: str, people: Mapping[str, int]) -> Iterator[Call]:
    """Yield the call of `nick: text`, if it is one."""
    first = NICK_FIRST.match(text)
    if first and (called := people.get(_small(first[1]))) is not None:
        yield Call(0, first.end(1), called)


def _beginnings(name: str) -> Iterator[str]:
    """The name and its beginnings, the longest first, that may stand for themselves.

    `@太郎さん` has no space after the name and `@bob.` ends with its sentence, but `@bobby` is not
    bob: a name ends at a mark, or where Japanese begins or ends.
    """
    small = _small(name)
    for end in range(len(small), 0, -1):
        if end == len(small) or _may_end(small[end - 1], small[end]):
            yield small[:end]


def _may_end(last: str, following: str) -> bool:
    return not following.isalnum() or _is_wide(last) or _is_wide(following)


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def _small(name: str) -> str:
    """Small letters one for one, so that places stay the same."""
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in name)
