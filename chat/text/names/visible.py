"""What can be seen of a text. Pure."""

import unicodedata

# Unicode's Default_Ignorable_Code_Point (DerivedCoreProperties.txt, 15.1): what shows nothing.
IGNORABLE_RANGES = (
    (0x00AD, 0x00AD),  # soft hyphen
    (0x034F, 0x034F),  # combining grapheme joiner
    (0x061C, 0x061C),  # Arabic letter mark
    (0x115F, 0x1160),  # Hangul fillers
    (0x17B4, 0x17B5),  # Khmer inherent vowels
    (0x180B, 0x180F),  # Mongolian selectors
    (0x200B, 0x200F),  # zero-width space, joiners, direction
    (0x202A, 0x202E),  # direction
    (0x2060, 0x206F),  # word joiner, invisible operators, direction
    (0x3164, 0x3164),  # Hangul filler
    (0xFE00, 0xFE0F),  # variation selectors
    (0xFEFF, 0xFEFF),  # byte order mark
    (0xFFA0, 0xFFA0),  # half-width Hangul filler
    (0xFFF0, 0xFFF8),
    (0x1BCA0, 0x1BCA3),  # shorthand format controls
    (0x1D173, 0x1D17A),  # musical format controls
    (0xE0000, 0xE0FFF),  # tags, variation selectors
)
IGNORABLE_CHARS = frozenset(
    chr(code) for first, last in IGNORABLE_RANGES for code in range(first, last + 1)
)

# Letters and symbols by their Unicode category that nevertheless show nothing but their width:
# the Braille pattern of no dots, the object replacement character, the musical null notehead, the
# blanks of Egyptian hieroglyphs and of the Khitan script.
BLANK_CHARS = frozenset("\u2800\ufffc\U0001d159\U00013441\U00013442\U00016fe4")


def has_visible_text(text: str) -> bool:
    """Return whether there is anything to see besides spaces, controls and format marks."""
    return any(is_visible(char) for char in text)


def is_visible(char: str) -> bool:
    """Return whether the character shows something."""
    is_empty = char in IGNORABLE_CHARS or char in BLANK_CHARS
    return not is_empty and unicodedata.category(char)[0] not in "ZC"
