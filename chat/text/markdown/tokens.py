"""The pieces that blocks are made of. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

Lines = Sequence[str]
Inside = Callable[[Lines], list[Token]]
"""Makes the blocks inside of a block."""

TOKENS_MAX = 4_000
"""So many tokens stand in one another's blocks: those of a table of a thousand cells, and more."""


class TooMany(Exception):
    """A text is made of more blocks than a message shows."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block, and the number of lines that it takes."""

    lines: int
    tokens: list[Token]


def element(tag: str, inside: Sequence[Token], **attributes: str | int) -> list[Token]:
    """Return the tokens of an element. Each has the direction of its first strong letter."""
    opening = Token(f"{tag}_open", tag, 1, attrs={"dir": "auto", **attributes})
    return [opening, *inside, Token(f"{tag}_close", tag, -1)]


def group(tag: str, inside: Sequence[Token]) -> list[Token]:
    """Return the tokens of an element that only holds others."""
    return [Token(f"{tag}_open", tag, 1), *inside, Token(f"{tag}_close", tag, -1)]


def inline(text: str) -> Token:
    """Return the token of text whose marks are still to be parsed."""
    return Token("inline", "", 0, content=text, children=[])


def gathered(parts: Iterable[Sequence[Token]]) -> list[Token]:
    """Return the tokens of all parts, one behind the other. Raises TooMany as soon as it can."""
    tokens: list[Token] = []
    for part in parts:
        tokens += part
        if len(tokens) > TOKENS_MAX:
            raise TooMany
    return tokens


def as_typed(lines: Lines) -> list[Token]:
    """Return the tokens of lines in which nothing means anything."""
    return element("p", [Token("text", "", 0, content="\n".join(lines))])
