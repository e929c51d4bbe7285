"""One line that names or describes something: what is stored of what was typed. Pure."""

import re
import unicodedata

import emoji
import idna

from chat.text.names.visible import BLANK_CHARS, IGNORABLE_CHARS, is_visible

MARKS_MAX = 4
"""So many marks may stand on one letter; Vietnamese, Thai and pointed Hebrew need fewer."""

IGNORABLE = re.compile(f"[{''.join(sorted(IGNORABLE_CHARS))}]")
BLANK = re.compile(f"[{''.join(sorted(BLANK_CHARS))}]")
JOINERS = frozenset("\u200c\u200d")
# Of the variants of one ideograph: a 葛 or a 辻 in a name is one of several.
SELECTORS = frozenset(chr(code) for code in (*range(0xFE00, 0xFE03), *range(0xE0100, 0xE01F0)))
UNWRITABLE_CATEGORIES = frozenset({"Cc", "Cs", "Cn"})


def tidy(text: str) -> str:
    """Return the line in NFC with single spaces, without what does not show and needless marks.

    Joiners stay where a script or an emoji needs them, and selectors after an ideograph.
    """
    seen = BLANK.sub(" ", _without_ignorable(text))
    # Before composing, which takes time with the square of the marks on one letter.
    composed = unicodedata.normalize("NFC", _with_few_marks(seen))
    return " ".join(composed.split())


def shows_itself(line: str) -> bool:
    """Return whether there is something to see besides marks that stand on nothing."""
    return any(is_visible(char) and not _is_mark(char) for char in line)


def is_writable(line: str) -> bool:
    """Return whether no character is a control, half a pair, or none that Unicode knows."""
    return all(unicodedata.category(char) not in UNWRITABLE_CATEGORIES for char in line)


def _without_ignorable(text: str) -> str:
    if not IGNORABLE.search(text):
        return text
    kept = _within_emoji(text)
    return "".join(
        char
        for place, char in enumerate(text)
        if char not in IGNORABLE_CHARS or place in kept or _is_needed(text, place)
    )


def _within_emoji(text: str) -> set[int]:
    found = emoji.emoji_list(text)
    return {place for one in found for place in range(one["match_start"], one["match_end"])}


def _is_needed(text: str, place: int) -> bool:
    if text[place] in SELECTORS:
        return place > 0 and unicodedata.name(text[place - 1], "").startswith("CJK ")
    return text[place] in JOINERS and _joins(text, place)


def _joins(text: str, place: int) -> bool:
    """As in the names of hosts (RFC 5892, A.1 and A.2)."""
    try:
        return idna.core.valid_contextj(text, place)
    except ValueError:  # beside a character that idna does not know
        return False


def _with_few_marks(text: str) -> str:
    kept, marks = [], 0
    for char in text:
        marks = marks + 1 if _is_mark(char) else 0
        if marks <= MARKS_MAX:
            kept.append(char)
    return "".join(kept)


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Me")
