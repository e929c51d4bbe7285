"""What kind of characters a text is made of, whatever its script. Pure.

Patterns run on a text's shape, so that they need to know ASCII and few characters besides.
"""

import unicodedata
from functools import lru_cache

NARROW = "é"
"""Stands for a letter, digit or combining mark of a script that sets spaces between its words."""
WIDE = "あ"
"""Stands for one of Japanese and its kin, which set none."""
FULL = "Ａ"
"""Stands for a Latin letter or a digit in full width."""
WORD = rf"A-Za-z0-9{NARROW}"
"""The characters of a word in such a shape, to stand between the brackets of a pattern."""


def shape(text: str) -> str:
    """Return the text with one character for each of its own: ASCII and `＠` as they are.

    Other letters, digits and combining marks become `NARROW`, `WIDE` or `FULL`, all else a space.
    """
    return text if text.isascii() else text.translate(_SHAPES)


def is_wide(char: str) -> bool:
    """Return whether the character takes a full square, as Japanese writing and its marks do."""
    return not char.isascii() and unicodedata.east_asian_width(char) in "WFH"


class _Shapes(dict[int, str]):
    def __missing__(self, code: int) -> str:
        return _shape(code)


@lru_cache(maxsize=8_192)
def _shape(code: int) -> str:
    char = chr(code)
    if unicodedata.category(char)[0] not in "LMN":
        return " "
    return _LETTERS.get(unicodedata.east_asian_width(char), NARROW)


_LETTERS = {"W": WIDE, "H": WIDE, "F": FULL}
_SHAPES = _Shapes({ord(char): char for char in (*map(chr, range(128)), "＠")})
