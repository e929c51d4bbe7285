"""Names that nobody may take: names for everybody, official ones, and look-alikes. Pure.

A name is compared as it is drawn (UTS #39 §4, the skeleton): without marks and punctuation, and
with one letter for all that look like it.
"""

import unicodedata
from collections.abc import Iterable
from itertools import chain

from chat.text.mentions import EVERYBODY
from chat.text.names.folding import fold
from chat.text.names.look_alikes import LOOK_ALIKES

EVERYBODY_NAMES = frozenset(EVERYBODY)
OFFICES = frozenset(
    {
        *("admin", "administrator", "hiroba", "mod", "moderation", "moderator", "official"),
        *("operator", "owner", "root", "security", "staff", "superuser", "support", "sysadmin"),
        *("system", "webmaster", "postmaster", "広場", "管理者", "管理人", "運営", "運営者"),
        *("事務局", "公式", "サポート", "システム", "モデレーター", "モデレータ"),
    }
)
ADDRESSES = frozenset(
    {
        *("account", "accounts", "api", "archived", "bookmarks", "direct", "healthz", "i18n"),
        *("invite", "login", "logout", "media", "metrics", "new", "people", "readyz", "rooms"),
        *("settings", "setup", "signup", "site", "static", "waiting", "ws"),
    }
)
DELETED = "deleted-"
"""What the names of deleted accounts begin with."""

_drawn = str.maketrans(
    {char: letter for letter, typed in LOOK_ALIKES.items() for char in typed if char != "m"}
)


def mentions_everybody(name: str) -> bool:
    """Return whether the name is, or looks like, one that mentions everybody."""
    return not _drawings(name).isdisjoint(_EVERYBODY_NAMES)


def is_reserved(name: str) -> bool:
    """Return whether the name is, or looks like, one that newcomers may not take."""
    folded = fold(name)
    if folded.startswith(DELETED) or not folded.strip("."):  # /people/../ is another address
        return True
    return not _drawings(name).isdisjoint(_RESERVED)


def is_official(name: str) -> bool:
    """Return whether a display name is, or looks like, one of an office, or mentions everybody."""
    return not _drawings(name).isdisjoint(_OFFICIAL)


def _drawings(name: str) -> frozenset[str]:
    """How the name is drawn as it is typed, and in small letters: `aII` is `all`, `ALI` is not."""
    folded = _skeleton(fold(name)).casefold()
    return frozenset({_skeleton(name), folded} - {""})


def _skeleton(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).translate(_drawn)
    return "".join(char for char in letters if char.isalnum()).replace("rn", "m")


def _drawings_of(words: Iterable[str]) -> frozenset[str]:
    """An i may be a 1, which else stands for an l."""
    written = ((word, word.upper(), word.title(), word.replace("i", "1")) for word in words)
    return frozenset().union(*map(_drawings, chain.from_iterable(written)))


_EVERYBODY_NAMES = _drawings_of(EVERYBODY_NAMES)
_OFFICIAL = _drawings_of(EVERYBODY_NAMES | OFFICES)
_RESERVED = _OFFICIAL | _drawings_of(ADDRESSES)
