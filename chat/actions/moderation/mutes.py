"""Mutes, in one room or everywhere: a muted person can read but not write for a time."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from chat.actions.moderation.audit import Note, record
from chat.actions.moderation.authority import require_authority, require_over, require_over_member
from chat.actions.moderation.sanctions import check_reason, impose
from chat.actions.refusal import Refused
from chat.actions.rooms.locked_room import LockedRoom, locked_room
from chat.log import user_events
from chat.models import Membership, Room, Sanction, User

MUTE_MAX = timedelta(days=366)


def mute(actor: User, person: User, lasting: timedelta, reason: str = "") -> Sanction:
    """Keep somebody from writing anywhere for up to a year; they can still read.

    Raises Refused: `yourself`, `unknown_person`, `forbidden`, `bad_time`, `bad_text`, `too_long`.
    """
    until = _end_of(lasting)
    check_reason(reason)
    with transaction.atomic():
        require_over(actor, person)
        return _mute(actor, person, None, until, reason)


def lift_mutes_everywhere(actor: User, person: User, reason: str = "") -> None:
    """End all of somebody's mutes that apply everywhere, or none of them.

    Raises Refused as `mute`.
    """
    with transaction.atomic():
        active = Sanction.objects.holding(timezone.now()).mutes().filter(user=person, room=None)
        for one in active.select_related("user", "room"):
            lift_mute(actor, one, reason)


def mute_in_room(
    actor: User, room: Room, person: User, lasting: timedelta, reason: str = ""
) -> Sanction:
    """Keep somebody from writing in this room for up to a year.

    Leaving and joining again does not end the mute. Raises Refused: `yourself`, `not_found`,
    `direct`, `not_member`, `forbidden`, `muted`, `bad_time`, `bad_text`, `too_long`.
    """
    until = _end_of(lasting)
    check_reason(reason)
    with locked_room(actor, room) as locked:
        require_over_member(locked, person)
        return _mute(actor, person, locked.room, until, reason)


def lift_mute(actor: User, sanction: Sanction, reason: str = "") -> None:
    """End a mute early; an expired one stays as it is.

    Raises Refused: `place_only` (a moderator of the place imposed it), and as `mute` or, for
    a mute in a room, `mute_in_room`.
    """
    if sanction.room is None:
        with transaction.atomic():
            require_over(actor, sanction.user)
            return _lift(actor, sanction, reason)
    with locked_room(actor, sanction.room) as locked:
        require_over_member(locked, sanction.user)
        _lift_here(locked, sanction, reason)


def lift_mutes_in_room(actor: User, room: Room, person: User, reason: str = "") -> None:
    """End all of somebody's mutes in this room, or none of them.

    Raises Refused: `not_found` when there is none, and as `lift_mute`.
    """
    with locked_room(actor, room) as locked:
        require_over_member(locked, person)
        active = Sanction.objects.holding(timezone.now()).mutes().select_related("user", "room")
        here = list(active.filter(room=locked.room, user=person))
        if not here:
            raise Refused("not_found")
        for one in here:
            _lift_here(locked, one, reason)


def _lift_here(locked: LockedRoom, sanction: Sanction, reason: str) -> None:
    require_authority(locked.user, sanction.laid_with)
    _lift(locked.user, sanction, reason)


def _mute(actor: User, person: User, room: Room | None, until: datetime, reason: str) -> Sanction:
    sanction = impose(actor, person, Sanction.Kind.MUTE, reason, room=room, until=until)
    _renew_mute(person, room)
    after = {"until": until.isoformat(timespec="seconds")}
    record(actor, "mute", Note(person, room, reason=reason, after=after))
    return sanction


def _lift(actor: User, sanction: Sanction, reason: str) -> None:
    now = timezone.now()
    mine = Sanction.objects.holding(now).filter(pk=sanction.pk)
    if not mine.update(lifted_at=now):
        return
    _renew_mute(sanction.user, sanction.room)
    record(actor, "unmute", Note(sanction.user, sanction.room, reason=reason))


def _renew_mute(person: User, room: Room | None) -> None:
    """Copy the end of the mute to the person or membership, which is all that posting reads."""
    until = _muted_until(person, room)
    if room is None:
        User.objects.filter(pk=person.pk).update(muted_until=until)
    else:
        Membership.objects.filter(room=room, user=person).update(muted_until=until)
    user_events.access_changed([person.pk])


def _muted_until(person: User, room: Room | None) -> datetime | None:
    """Return when the longest mute of this person here ends; without a room: everywhere."""
    mutes = Sanction.objects.holding(timezone.now()).mutes().filter(user=person, room=room)
    return mutes.order_by("-until").values_list("until", flat=True).first()


def _end_of(lasting: timedelta) -> datetime:
    if not timedelta(0) < lasting <= MUTE_MAX:
        raise Refused("bad_time")
    return timezone.now() + lasting
