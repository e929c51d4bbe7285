"""How names are written and compared. Pure."""

import unicodedata

from chat.text.names.visible import IGNORABLE_CHARS


def normalize(name: str) -> str:
    """Return the name as it is stored: in one width, without what does not show.

    Takes time with the square of the marks on one letter: bound what strangers send before.
    """
    seen = (char for char in unicodedata.normalize("NFKC", name) if char not in IGNORABLE_CHARS)
    return unicodedata.normalize("NFKC", "".join(seen))


def fold(name: str) -> str:
    """Return the name as names are compared: one width, one case, in every script.

    Unicode's NFKC_Casefold without its removal of what is ignorable (UAX #31, §5): the fold of a
    fold is itself.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    return unicodedata.normalize("NFKC", folded)


def lookup_key(name: str) -> str:
    """Return what a name is found by: its fold, without what does not show (NFKC_Casefold)."""
    return fold(normalize(name))
