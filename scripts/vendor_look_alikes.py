"""Makes chat/text/names/look_alikes.py from confusable-homoglyphs, unpacked in a folder.

    pip download --no-deps confusable-homoglyphs==3.3.1 && unzip confusable_homoglyphs-3.3.1-*.whl
    python -m scripts.vendor_look_alikes confusable_homoglyphs

The package carries Unicode's confusables.txt (UTS #39) as JSON.
"""

import json
import string
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from scripts.paths import ROOT

TARGET = ROOT / "chat" / "text" / "look_alikes.py"
DRAWN = frozenset({*string.ascii_letters, "rn"})
OF_ASCII = {("I", "l"), ("1", "l"), ("|", "l"), ("0", "O"), ("m", "rn")}
# The table has it as an i, but its capital, which is drawn alike, as an l.
PALOCHKA = ("\u04cf", "l")
SMALL_CAPITAL = "LATIN LETTER SMALL CAPITAL "
DIRECTION = "\u200e"  # stands about letters that are written from the right
HEAD = '''"""What looks like the letters of reserved names. Made by scripts/vendor_look_alikes.py.

From confusables.txt of UTS #39, without what NFKC folds: each row is a letter and what looks like
it. © Unicode, Inc., under the Unicode License v3, https://www.unicode.org/license.txt
"""

LOOK_ALIKES = {
'''


def rows(confusables: dict[str, list[dict[str, str]]]) -> dict[str, str]:
    """Return what looks like each letter, with marks or without."""
    found: dict[str, set[str]] = defaultdict(set)
    for typed, letter in _pairs(confusables):
        if letter in DRAWN and _is_other(typed, letter):
            found[letter].add(typed)
    for letter in string.ascii_uppercase:
        with suppress(KeyError):
            found[letter.lower()].add(unicodedata.lookup(SMALL_CAPITAL + letter))
    return {letter: "".join(sorted(typed)) for letter, typed in sorted(found.items())}


def _pairs(confusables: dict[str, list[dict[str, str]]]) -> Iterator[tuple[str, str]]:
    yield PALOCHKA
    for typed, drawn in confusables.items():
        for one in drawn:
            if typed != PALOCHKA[0]:
                yield typed.strip(DIRECTION), _without_marks(one["c"])


def _without_marks(text: str) -> str:
    return "".join(char for char in text if not unicodedata.combining(char))


def _is_other(typed: str, letter: str) -> bool:
    """The package lists each pair both ways; a letter of ASCII never stands for another script."""
    is_one = len(typed) == 1 and unicodedata.normalize("NFKD", typed)[:1] == typed
    return is_one and (not typed.isascii() or (typed, letter) in OF_ASCII)


def _lines(found: dict[str, str]) -> Iterable[str]:
    for drawn, typed in found.items():
        yield f'    "{drawn}": "{"".join(_written(char) for char in typed)}",\n'


def _written(char: str) -> str:
    """Scripts that run from the right would turn the line round."""
    is_plain = unicodedata.bidirectional(char) in ("L", "EN", "ON")
    return char if is_plain and char.isprintable() else char.encode("unicode-escape").decode()


if __name__ == "__main__":
    source = Path(sys.argv[1]) / "confusables.json"
    found = rows(json.loads(source.read_text(encoding="utf-8")))
    TARGET.write_text(HEAD + "".join(_lines(found)) + "}\n", encoding="utf-8")
