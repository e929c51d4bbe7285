"""What a person may do in a room: decided here, told to pages, frames and templates. Reads only.

The verbs decide anew under their locks, by the same predicates of membership and rules.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from chat.access.rules import muted_until, no_voice
from chat.models import Membership, Room

NAMES = (
    "read",
    "join",  # become a member
    "mark",  # keep how far one has read
    "withdraw",  # take back one's own words and reactions
    "write",  # say something, change one's own words, react
    "invite",  # add people and make links
    "pin",
    "moderate",  # take down what others wrote, rename the room, remove members
    "manage",  # decide who gets in and what the room is
)
UNTIL_TOLD = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Later:
    """What will hold from this moment on, if nothing else happens: a mute ends."""

    at: datetime
    may: tuple[str, ...]
    silence: str | None


@dataclass(frozen=True, slots=True)
class Rights:
    """How one person stands in a room now: `role` is None for whoever is no member.

    `silence`: why they may not write: `archived`, `not_member`, `removed` (and may not join by
    themselves), `muted`, `locked`, `nobody_left`; None when they may.
    """

    role: str | None
    may: tuple[str, ...]
    silence: str | None
    then: Later | None = None

    @property
    def silent_until(self) -> datetime | None:
        """How long they may not write, as far as that is known now; None when they may."""
        if self.silence is None:
            return None
        is_over = self.then is not None and self.then.silence is None
        return self.then.at if self.then and is_over else UNTIL_TOLD

    def facts(self) -> dict[str, Any]:
        """Return what the person's pages are told."""
        then = self.then and {
            "at": self.then.at.isoformat(timespec="milliseconds"),
            "may": self.then.may,
            "silence": self.then.silence,
        }
        return {"role": self.role, "may": self.may, "silence": self.silence, "then": then}


def rights_of_guest(room: Room, *, is_removed: bool) -> Rights:
    """Return what somebody may do who reads a room and is no member of it."""
    if room.is_archived:
        return Rights(None, ("read",), "archived")
    silence = "removed" if is_removed else "not_member"
    may_join = room.is_public and not is_removed
    return Rights(None, ("read", "join") if may_join else ("read",), silence)


def rights_of(mine: Membership, now: datetime) -> Rights:
    """Return what a member may do. `mine`: from `with_voice`, or as complete as that makes it."""
    silence = _silence(mine, now)
    may = tuple(_rights(mine, silence))
    if silence != "muted":
        return Rights(mine.role, may, silence)
    end = muted_until(mine, now) or now
    after = _silence(mine, end)
    return Rights(mine.role, may, silence, Later(end, tuple(_rights(mine, after)), after))


def _silence(mine: Membership, now: datetime) -> str | None:
    if mine.room.is_archived:
        return "archived"
    objection = no_voice(mine, now)
    return objection.code if objection else None


def _rights(mine: Membership, silence: str | None) -> Iterator[str]:
    held = {
        "read": True,
        "mark": True,
        "withdraw": mine.may_write(),
        "write": silence is None,
        "invite": mine.may_invite(),
        "pin": silence is None and mine.may_pin(),
        "moderate": mine.may_moderate(),
        "manage": mine.may_manage(),
    }
    return (name for name, is_held in held.items() if is_held)
