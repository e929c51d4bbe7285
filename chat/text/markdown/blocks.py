"""The lines of a text: quotes, lists, code, tables, headings, and what is said. Pure.

People type lines, not documents. A line means something by itself, or through the lines directly
around it; a mark with nothing to see behind it is what somebody typed.
"""

import re
from collections.abc import Iterator
from functools import partial

from markdown_it.token import Token

from chat.text.markdown.fences import code, code_behind_text
from chat.text.markdown.lists import bullets_or_numbers
from chat.text.markdown.tables import table
from chat.text.markdown.tokens import Block, Inside, Lines, element, gathered, inline
from chat.text.names.visible import has_visible_text

DEPTH_MAX = 6
"""So many quotes and lists stand in each other; what is deeper is shown as it was typed."""

_MAY_BEGIN = re.compile(r" {0,3}[>#*\d-]|[ \t]*(?:```|~~~)|.*\|", re.ASCII)
# Directly behind `>` a letter only: >_<, >w<, >= 3 and >>> are no quotes.
_QUOTED = re.compile(r" {0,3}>(?:[ \t]|(?=[^\W\d_].*(?<!<)$)|$)(.*)")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*)")
# A quote goes on more freely, but not in a face: >「引用」, >2nd, >```.
_QUOTED_ON = re.compile(r" {0,3}>(?=[\d「『（【“\"`@#*-][^<>]+$)(.*)")
# A backslash that keeps a line from becoming what its first mark would make of it.
_KEPT = re.compile(
    r"( {0,3})\\(?=(?:#{1,6}|[-*>])[ \t]+\S|>[^\W\d_])|( {0,3}(?:0|[1-9]\d?))\\(?=\.[ \t]+\S)"
)


def blocks(lines: Lines, depth: int = 0) -> list[Token]:
    """Return the tokens of these lines, whose text is still to be parsed. Raises TooMany."""
    return gathered(_parts(lines, depth))


def _parts(lines: Lines, depth: int) -> Iterator[list[Token]]:
    said: list[str] = []
    place = 0
    while place < len(lines):
        block = _block(lines, place, depth) if _MAY_BEGIN.match(lines[place]) else None
        text, block = _said(lines, place, depth) if block is None else ("", block)
        said += filter(str.strip, [text])
        if block is not None or not text.strip():
            yield [*_paragraph(said), *(block.tokens if block else ())]
            said = []
        place += block.lines if block else 1
    yield _paragraph(said)


def _block(lines: Lines, place: int, depth: int) -> Block | None:
    """The block that begins at this line, if it is more than what is said."""
    inside = partial(blocks, depth=depth + 1)
    rules = _RULES if depth < DEPTH_MAX else _FLAT_RULES
    found = (rule(lines, place, inside) for rule in rules)
    return next(filter(None, found), None)


def _said(lines: Lines, place: int, depth: int) -> tuple[str, Block | None]:
    """What is said in this line, and the code that begins at its end, if any."""
    inside = partial(blocks, depth=depth + 1)
    return code_behind_text(lines, place, inside) or (lines[place], None)


def _paragraph(lines: Lines) -> list[Token]:
    if not lines:
        return []
    return element("p", [inline("\n".join(map(_without_backslash, lines)))])


def _without_backslash(line: str) -> str:
    kept = _KEPT.match(line)
    return line if kept is None else line[: kept.end() - 1] + line[kept.end() :]


def _heading(lines: Lines, place: int, inside: Inside) -> Block | None:
    found = _HEADING.fullmatch(lines[place])
    if found is None or not has_visible_text(found[2]):
        return None
    return Block(1, element(f"h{len(found[1])}", [inline(found[2])]))


def _quote(lines: Lines, place: int, inside: Inside) -> Block | None:
    quoted = list(_quoted(lines, place))
    return Block(len(quoted), element("blockquote", inside(quoted))) if quoted else None


def _quoted(lines: Lines, place: int) -> Iterator[str]:
    """What is quoted from this line on; a quote begins with something to see."""
    found = _QUOTED.fullmatch(lines[place])
    if found is None or not has_visible_text(found[1]):
        return
    while found is not None:
        yield found[1]
        place += 1
        found = _quoted_on(lines[place]) if place < len(lines) else None


def _quoted_on(line: str) -> re.Match[str] | None:
    return _QUOTED.fullmatch(line) or _QUOTED_ON.fullmatch(line)


_FLAT_RULES = (code, table, _heading)
_RULES = (_quote, bullets_or_numbers, *_FLAT_RULES)
