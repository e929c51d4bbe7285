"""Which scripts a name is written in, and which combining marks belong to them. Pure.

A mark is a part of the script only on a letter of that script: Unicode names it like the letters
(`DEVANAGARI VOWEL SIGN I`), and what is made for all scripts `COMBINING`. Marks in heaps, the same
one twice, and those that draw what another spelling is (UTS #39 §5.4; The Unicode Standard, ch. 12,
"Do Not Use" tables) are none of these.
"""

import re
import unicodedata
from collections.abc import Iterator

JAPANESE = frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA"})
KOREAN = frozenset({"LATIN", "CJK", "HANGUL"})
TAIWANESE = frozenset({"LATIN", "CJK", "BOPOMOFO"})
WRITTEN_TOGETHER = (JAPANESE, KOREAN, TAIWANESE)

# Letters that belong to several scripts: 々, ー, ꞌ.
OF_SEVERAL = frozenset({"IDEOGRAPHIC", "KATAKANA-HIRAGANA", "MODIFIER", "VERTICAL"})


def are_written_together(name: str) -> bool:
    """Return whether the name's letters are of one script, or of scripts that share a language.

    Unicode's "Highly Restrictive" (UTS #39 §5.2): a Latin name with a Cyrillic а in it is drawn
    like another one.
    """
    letters = unicodedata.normalize("NFKC", name)
    scripts = {script_of(char) for char in letters if char.isalpha()} - OF_SEVERAL
    return len(scripts) <= 1 or any(scripts <= together for together in WRITTEN_TOGETHER)


def script_of(letter: str) -> str:
    """Return the first word of its name: Python does not tell Unicode's property of that name."""
    return unicodedata.name(letter, "").partition(" ")[0]


HEAP_MAX = 4
"""So many marks without a width may stand on one letter (UTS #39 §5.4)."""

INDIC = frozenset(
    {
        *("DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL", "TELUGU"),
        *("KANNADA", "MALAYALAM", "SINHALA"),
    }
)
SIDES_OF_A_TONE = frozenset({"THAI", "LAO"})

_VOWEL_LETTER = re.compile(
    r"LETTER (SHORT |CANDRA )?(A|AA|I|II|U|UU|E|EE|AI|O|OO|AU|AE|AAE|VOCALIC .*)$"
    r"|LETTER ([AEIOU]+|I[RL]UU?)YANNA$|GURMUKHI (IRI|URA)$"
)
_VOWEL_SIGN = re.compile(r"VOWEL SIGN|AU LENGTH MARK|AI LENGTH MARK")
# What belongs to the consonant, the vowel above or below, the tone or what silences the letter, and
# the ring.
_ORDER = (
    re.compile(r"SEMIVOWEL"),
    re.compile(r"SARA |VOWEL SIGN|MAI HAN|MAITAIKHU|PHINTHU|VIRAMA"),
    re.compile(r"MAI (EK|THO|TRI|CHATTAWA)$|TONE |THANTHAKHAT|CANCELLATION|YAMAKKAN"),
    re.compile(r"NIKHAHIT|NIGGAHITA"),
)


def is_mark(char: str) -> bool:
    """Return whether the character stands on a letter: with a width of its own, or without."""
    return unicodedata.category(char) in ("Mn", "Mc")


def has_its_scripts_marks(name: str) -> bool:
    """Return whether every mark of the name, which is in NFKC, is one that its letter has.

    So it is of a name without marks.
    """
    return all(_fits(letter, marks) for letter, marks in _clusters(name) if marks)


def _clusters(name: str) -> Iterator[tuple[str, str]]:
    """Each character that is no mark, with the marks on it; marks before all others have none."""
    letter, marks = "", ""
    for char in name:
        if is_mark(char):
            marks += char
            continue
        yield letter, marks
        letter, marks = char, ""
    yield letter, marks


def _fits(letter: str, marks: str) -> bool:
    if not letter.isalpha() or any(script_of(mark) != script_of(letter) for mark in marks):
        return False
    heap = [mark for mark in marks if unicodedata.category(mark) == "Mn"]
    if len(heap) > HEAP_MAX or len(set(marks)) < len(marks):
        return False
    script = script_of(letter)
    if script in INDIC:
        return _is_spelled(letter, marks)
    return script not in SIDES_OF_A_TONE or _is_in_order(marks)


def _is_spelled(letter: str, marks: str) -> bool:
    """One vowel sign, next to its consonant: अ with ा looks like आ, and ा with े like ो."""
    places = [place for place, mark in enumerate(marks) if _VOWEL_SIGN.search(_name(mark))]
    if not places:
        return True
    if len(places) > 1 or _VOWEL_LETTER.search(_name(letter)):
        return False
    return all(_name(mark).endswith("NUKTA") for mark in marks[: places[0]])


def _is_in_order(marks: str) -> bool:
    """Vowel, tone, ring, one of each: another order is drawn alike."""
    places = [_place(mark) for mark in marks]
    return None not in places and places == sorted(set(places), key=str)


def _place(mark: str) -> int | None:
    found = (place for place, kind in enumerate(_ORDER) if kind.search(_name(mark)))
    return next(found, None)


def _name(char: str) -> str:
    return unicodedata.name(char, "")
