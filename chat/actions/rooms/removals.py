"""Removals: who was taken out of a room comes back only when those who keep order let them."""

from collections.abc import Collection

from chat.actions.moderation.audit import Note, record
from chat.actions.moderation.authority import (
    authority_of,
    held_by_keeper,
    moderates_place,
    require_authority,
)
from chat.actions.refusal import Refused
from chat.actions.rooms.locked_room import Place
from chat.log import user_events
from chat.models import Authority, Removal, Room, User


def lay_removal(place: Place, person: User) -> None:
    """Keep that this person was removed; part of the verb that does it."""
    laid = {"created_by": place.user, "laid_with": authority_of(place.user)}
    Removal.objects.update_or_create(room=place.room, user=person, defaults=laid)


def check_not_removed(room_id: int, user: User) -> None:
    """Raise Refused (`removed`) when this person may not join the room by themselves.

    A room keeps out nobody who keeps order in the whole place.
    """
    laid = Removal.objects.filter(room_id=room_id, user=user).first()
    if laid and (laid.laid_with == Authority.PLACE or not moderates_place(user)):
        raise Refused("removed")


def readmit(user: User, room: Room, person: User) -> None:
    """Let somebody who was removed join again; nothing changes for anybody else.

    Raises Refused: `not_found`, `direct`, `not_member`, `archived`, `forbidden`, `muted`,
    `place_only` (the moderators of the place removed them).
    """
    with held_by_keeper(user, room, "may_moderate") as place:
        place.check_open()
        _lift(place, [person])
        user_events.standing_changed([person.pk])


def lift_on_adding(place: Place, people: Collection[User]) -> None:
    """End the removals of these people, who are being added; part of the verb that adds them.

    Raises Refused: `place_only`; `unreachable` when the one who adds keeps no order in the room.
    """
    is_any = Removal.objects.filter(room=place.room, user__in=people).exists()
    keeps_order = place.membership is not None and place.membership.may_moderate()
    if is_any and not (keeps_order or moderates_place(place.user)):
        raise Refused("unreachable")
    _lift(place, people)


def _lift(place: Place, people: Collection[User]) -> None:
    laid = Removal.objects.filter(room=place.room, user__in=people)
    for one in laid.select_related("user"):
        require_authority(place.user, one.laid_with)
        record(place.user, "readmit", Note(one.user, place.room))
    laid.delete()
