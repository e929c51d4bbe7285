"""How names are compared. Pure."""

import unicodedata


def fold(name: str) -> str:
    """Return the name as names are compared: one width, one case, in every script.

    Unicode's NFKC_Casefold without its removal of what is ignorable (UAX #31, §5): the fold of a
    fold is itself.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    return unicodedata.normalize("NFKC", folded)
