"""Removals: whoever was removed from a room comes back only when a moderator lets them."""

from collections.abc import Collection

from chat.actions.moderation.audit import Note, record
from chat.actions.moderation.authority import (
    authority_of,
    locked_room_with_right,
    moderates_place,
    require_authority,
)
from chat.actions.refusal import Refused
from chat.actions.rooms.locked_room import LockedRoom
from chat.log import user_events
from chat.models import Authority, Removal, Room, User


def record_removal(locked: LockedRoom, person: User) -> None:
    """Record that this person was removed. A part of the verb that removes them."""
    values = {"created_by": locked.user, "laid_with": authority_of(locked.user)}
    Removal.objects.update_or_create(room=locked.room, user=person, defaults=values)


def check_not_removed(room_id: int, user: User) -> None:
    """Raise Refused (`removed`) when this person was removed from the room.

    A room cannot keep out moderators of the place.
    """
    removal = Removal.objects.filter(room_id=room_id, user=user).first()
    if removal and (removal.laid_with == Authority.PLACE or not moderates_place(user)):
        raise Refused("removed")


def readmit(user: User, room: Room, person: User) -> None:
    """Let somebody who was removed join again.

    Raises Refused: `not_found`, `direct`, `not_member`, `archived`, `forbidden`, `muted`,
    `place_only` (a moderator of the place removed them).
    """
    with locked_room_with_right(user, room, "may_moderate") as locked:
        locked.check_open()
        _lift(locked, [person])
        user_events.access_changed([person.pk])


def lift_removals(locked: LockedRoom, people: Collection[User]) -> None:
    """End these people's removals. A part of the verb that adds them.

    Raises Refused: `place_only`; `unreachable` when the actor is no moderator of the room.
    """
    any_removed = Removal.objects.filter(room=locked.room, user__in=people).exists()
    may_moderate = locked.membership is not None and locked.membership.may_moderate()
    if any_removed and not (may_moderate or moderates_place(locked.user)):
        raise Refused("unreachable")
    _lift(locked, people)


def _lift(locked: LockedRoom, people: Collection[User]) -> None:
    removals = Removal.objects.filter(room=locked.room, user__in=people)
    for one in removals.select_related("user"):
        require_authority(locked.user, one.laid_with)
        record(locked.user, "readmit", Note(one.user, locked.room))
    removals.delete()
