"""Lists: bullets, and numbers as they were typed. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it.token import Token

from chat.text.markdown.tokens import Block, Inside, Lines, element, gathered, group
from chat.text.names.visible import has_visible_text

# Numbers of one or two digits: more would stand out of the list, and is more often a year.
_ITEM = re.compile(r" {0,3}(?:([-*])|(0|[1-9]\d?)\.)[ \t]+(.*)", re.ASCII)
# `* * * * * command`, `- - -`: such marks are not there for a list.
_MORE_MARKS = re.compile(r"[-*] .*|.* \*( .*)?|[-*_\s]*")
_NUMBERED = "."


@dataclass(frozen=True, slots=True)
class _Item:
    """An item with its mark (`_NUMBERED` for a number), its number, and its lines."""

    mark: str
    number: int
    lines: list[str]


def bullets_or_numbers(lines: Lines, place: int, inside: Inside) -> Block | None:
    """Return the list that begins at this line: `- eggs`, `* eggs` or `3. eggs`.

    Its items end with their line, and with the indented lines below it. Raises TooMany.
    """
    items: list[_Item] = []
    end = at = place
    while (item := _item(lines, at)) and (not items or item.mark == items[0].mark):
        items.append(item)
        end = at + len(item.lines)
        at = _behind_empty_lines(lines, end)
    return Block(end - place, _tokens(items, inside)) if items else None


def _item(lines: Lines, place: int) -> _Item | None:
    found = _ITEM.fullmatch(lines[place]) if place < len(lines) else None
    if found is None or not has_visible_text(found[3]):
        return None
    if found[1] and _MORE_MARKS.fullmatch(found[3]):
        return None
    indent = min(found.start(3), 4)
    written = [found[3], *_indented(lines, place + 1, indent)]
    return _Item(found[1] or _NUMBERED, int(found[2] or 0), written)


def _indented(lines: Lines, place: int, indent: int) -> Iterator[str]:
    """The indented lines from here on, with the empty ones between them."""
    empty = 0
    for at in range(place, len(lines)):
        content = lines[at].lstrip(" \t")
        space = lines[at][: len(lines[at]) - len(content)].expandtabs(4)
        if not content.strip():
            empty += 1
        elif len(space) < 2:
            return
        else:
            yield from [""] * empty
            yield space[indent:] + content
            empty = 0


def _behind_empty_lines(lines: Lines, place: int) -> int:
    while place < len(lines) and not lines[place].strip():
        place += 1
    return place


def _tokens(items: list[_Item], inside: Inside) -> list[Token]:
    written = gathered(_tokens_of(item, inside) for item in items)
    return group("ol" if items[0].mark == _NUMBERED else "ul", written)


def _tokens_of(item: _Item, inside: Inside) -> list[Token]:
    number = {"value": item.number} if item.mark == _NUMBERED else {}
    return element("li", _first_said_bare(inside(item.lines)), **number)


def _first_said_bare(tokens: list[Token]) -> list[Token]:
    """What is said first in an item is no paragraph of its own."""
    return [tokens[1], *tokens[3:]] if tokens[0].tag == "p" else tokens
