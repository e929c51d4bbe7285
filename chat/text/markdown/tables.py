"""Tables: a line of names, a line of dashes, and lines of cells. Pure."""

import re
from collections.abc import Iterator

from markdown_it.token import Token

from chat.text.markdown.tokens import Block, Inside, Lines, element, gathered, group, inline
from chat.text.names.visible import has_visible_text

_DASHES = re.compile(r":?-+:?")
_EDGE = re.compile(r"(?<!\\)\|")


def table(lines: Lines, place: int, inside: Inside) -> Block | None:
    """Return the table that begins at this line, as GitHub has them.

    Here a row keeps the cells that it has, however many the table's first line names. Raises
    TooMany.
    """
    if not _begins(lines, place):
        return None
    rows = list(_rows(lines, place + 2))
    tokens = group("thead", _row("th", lines[place]))
    body = gathered(_row("td", line) for line in rows)
    return Block(2 + len(rows), group("table", [*tokens, *(group("tbody", body) if body else ())]))


def _begins(lines: Lines, place: int) -> bool:
    if place + 1 == len(lines) or "|" not in lines[place] or "|" not in lines[place + 1]:
        return False
    dashes = _cells(lines[place + 1])
    if not all(map(_DASHES.fullmatch, dashes)):
        return False
    names = _cells(lines[place])
    return len(names) == len(dashes) and any(map(has_visible_text, names))


def _rows(lines: Lines, place: int) -> Iterator[str]:
    while place < len(lines) and "|" in lines[place]:
        yield lines[place]
        place += 1


def _row(tag: str, line: str) -> list[Token]:
    return group("tr", gathered(element(tag, [inline(cell)]) for cell in _cells(line)))


def _cells(line: str) -> list[str]:
    """The cells of a line, whose edges may have a `|`, too; `\\|` stands for itself."""
    line = line.strip()
    inner = line[line.startswith("|") :]
    cells = [cell.strip().replace("\\|", "|") for cell in _EDGE.split(inner)]
    return cells if cells[-1] or len(cells) == 1 else cells[:-1]
