"""Which scripts a name is written in. Pure."""

import unicodedata

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
