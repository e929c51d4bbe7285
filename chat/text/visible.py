"""What can be seen of a text. Pure."""

import unicodedata

# Letters and symbols by their Unicode category that nevertheless show nothing.
BLANK_CHARS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def has_visible_text(text: str) -> bool:
    """Return whether there is anything to see besides spaces, controls and format marks."""
    return any(is_visible(char) for char in text)


def is_visible(char: str) -> bool:
    """Return whether the character shows something."""
    return unicodedata.category(char)[0] not in "ZC" and char not in BLANK_CHARS
