"""What those who keep order do to people: warn, mute, ban, close an account; and take it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from chat import journal, notices
from chat.actions.accounts import deactivate
from chat.actions.audit import Note, record
from chat.actions.authority import require_over, require_over_member
from chat.actions.held import Place, held
from chat.actions.memberships import hand_on
from chat.actions.moderation import Way, take_down
from chat.actions.refusal import Refused
from chat.actions.seats import unseat
from chat.actions.sessions import sign_out_everywhere
from chat.actions.text import check_encodable
from chat.models import BannedAddress, Membership, Message, Room, RoomHead, Sanction, User
from chat.models.message import SAID
from chat.models.sanction import REASON_MAX_CHARS

MUTE_MAX = timedelta(days=366)
SWEPT_AT_ONCE = 1_000
"""So many messages are taken down under one lock; who writes there waits for that long."""

Kind = Sanction.Kind


def warn(actor: User, person: User, reason: str) -> Sanction:
    """Tell somebody that they broke the rules; they read it on their next page.

    Raises Refused: `yourself`, `unknown_person`, `forbidden`, `bad_text`, `too_long`.
    """
    _check(reason)
    with transaction.atomic():
        require_over(actor, person)
        record(actor, "warn", Note(person, reason=reason))
        return _lay(actor, person, Kind.WARNING, reason)


def acknowledge(user: User, sanction_id: int) -> None:
    """Remember that the person has read a warning."""
    mine = Sanction.objects.filter(pk=sanction_id, user=user, kind=Kind.WARNING, lifted_at=None)
    mine.update(lifted_at=timezone.now())


# --- Mutes ----------------------------------------------------------------------------------


def mute(actor: User, person: User, lasting: timedelta, reason: str = "") -> Sanction:
    """Let somebody write nowhere for a time of up to a year; they read on.

    Raises Refused: `yourself`, `unknown_person`, `forbidden`, `bad_time`, `bad_text`, `too_long`.
    """
    until = _end_of(lasting)
    _check(reason)
    with transaction.atomic():
        require_over(actor, person)
        return _mute(actor, person, None, until, reason)


def mute_in_room(
    actor: User, room: Room, person: User, lasting: timedelta, reason: str = ""
) -> Sanction:
    """Let somebody write nothing in this room for a time of up to a year.

    Leaving and joining again changes nothing about it. Raises Refused: `yourself`, `not_found`,
    `direct`, `not_member`, `forbidden`, `bad_time`, `bad_text`, `too_long`.
    """
    until = _end_of(lasting)
    _check(reason)
    with held(actor, room) as place:
        require_over_member(place, person)
        return _mute(actor, person, place.room, until, reason)


def lift_mute(actor: User, sanction: Sanction, reason: str = "") -> None:
    """End a mute before its time; one that is over stays as it is. Raises Refused as `mute`."""
    if sanction.room is None:
        with transaction.atomic():
            require_over(actor, sanction.user)
            return _lift(actor, sanction, reason)
    with held(actor, sanction.room) as place:
        require_over_member(place, sanction.user)
        _lift(actor, sanction, reason)


def _mute(actor: User, person: User, room: Room | None, until: datetime, reason: str) -> Sanction:
    laid = _lay(actor, person, Kind.MUTE, reason, room=room, until=until)
    _renew_mute(person, room)
    told = {"until": until.isoformat(timespec="seconds")}
    record(actor, "mute", Note(person, room, reason=reason, after=told))
    return laid


def _lift(actor: User, sanction: Sanction, reason: str) -> None:
    now = timezone.now()
    mine = Sanction.objects.holding(now).filter(pk=sanction.pk)
    if not mine.update(lifted_at=now):
        return
    _renew_mute(sanction.user, sanction.room)
    record(actor, "unmute", Note(sanction.user, sanction.room, reason=reason))


def _renew_mute(person: User, room: Room | None) -> None:
    """Keep beside person or membership how long they are muted: posting reads nothing else."""
    until = muted_until(person, room)
    if room is None:
        User.objects.filter(pk=person.pk).update(muted_until=until)
    else:
        Membership.objects.filter(room=room, user=person).update(muted_until=until)
    notices.standing_changed([person.pk])


def muted_until(person: User, room: Room | None) -> datetime | None:
    """Return when the longest mute of this person here ends; without a room: everywhere."""
    mutes = Sanction.objects.holding(timezone.now()).mutes().filter(user=person, room=room)
    return mutes.order_by("-until").values_list("until", flat=True).first()


def _end_of(lasting: timedelta) -> datetime:
    if not timedelta(0) < lasting <= MUTE_MAX:
        raise Refused("bad_time")
    return timezone.now() + lasting


# --- Bans -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sweep:
    """What is taken down along with a ban: the messages of the last hours, in this way."""

    hours: int
    way: Way


def ban(
    actor: User,
    person: User,
    reason: str = "",
    sweep: Sweep | None = None,
    *,
    with_addresses: bool = False,
) -> Sanction:
    """Close somebody's account and their sockets, and take them out of their rooms.

    Nothing that is numbered after this reaches them. Their newest messages are taken down in the
    same transaction, older ones than a thousand in further ones. `with_addresses`: nobody signs in
    or up from the addresses that they have used lately. Raises Refused: `yourself`,
    `unknown_person`, `forbidden`, `bad_text`, `too_long`.
    """
    _check(reason)
    require_over(actor, person)
    with journal.locked(_rooms_of(person, sweep)) as heads:
        require_over(actor, person)
        _leave_all(actor, person, heads)
        swept = _sweep(actor, person, sweep, heads, reason) if sweep else 0
        laid = _lay(actor, person, Kind.BAN, reason)
        if with_addresses:
            _ban_addresses(person, laid)
        _shut(person)
        record(actor, "ban", Note(person, reason=reason, after={"addresses": with_addresses}))
    while sweep and swept == SWEPT_AT_ONCE:
        with journal.locked(_rooms_of(person, sweep)) as heads:
            swept = _sweep(actor, person, sweep, heads, reason)
    return laid


def lift_ban(actor: User, person: User, reason: str = "") -> None:
    """Open a banned account again; who it belongs to joins rooms anew. Raises Refused as `ban`."""
    now = timezone.now()
    with transaction.atomic():
        require_over(actor, person)
        bans = Sanction.objects.holding(now).filter(user=person, kind=Kind.BAN)
        BannedAddress.objects.filter(sanction__in=bans).delete()
        if bans.update(lifted_at=now):
            User.objects.filter(pk=person.pk).update(is_active=True)
            record(actor, "unban", Note(person, reason=reason))


def close_account(actor: User, person: User, reason: str = "") -> None:
    """Deactivate somebody's account; all stays as it is, until an administrator opens it again.

    Raises Refused: `yourself`, `unknown_person`, `forbidden`, `last_administrator`.
    """
    with transaction.atomic():
        require_over(actor, person)
        deactivate(person)
        record(actor, "deactivate", Note(person, reason=reason))


def _rooms_of(person: User, sweep: Sweep | None) -> set[int]:
    joined = set(Membership.objects.filter(user=person).values_list("room", flat=True))
    said = set(_said_since(person, sweep).values_list("room", flat=True)) if sweep else set()
    return joined | said


def _said_since(person: User, sweep: Sweep) -> QuerySet[Message]:
    since = timezone.now() - timedelta(hours=sweep.hours)
    said = Message.objects.filter(author=person, kind__in=SAID, created_at__gt=since)
    standing = {"deleted_at": None} if sweep.way is Way.HIDE else {"purged_at": None}
    return said.filter(**standing)


def _sweep(
    actor: User, person: User, sweep: Sweep, heads: Mapping[int, RoomHead], reason: str
) -> int:
    """Take down the newest messages of the rooms that are held; return how many that were."""
    said = _said_since(person, sweep).filter(room__in=heads)
    newest = said.select_related("author", "room", "reply_to").order_by("-pk")[:SWEPT_AT_ONCE]
    messages = sorted(newest, key=lambda message: (message.room_id, message.seq))
    if messages:
        take_down(actor, heads, messages, sweep.way, reason)
    return len(messages)


def _leave_all(actor: User, person: User, heads: Mapping[int, RoomHead]) -> None:
    seats = Membership.objects.filter(user=person, room__in=heads).select_related("room")
    for seat in seats.exclude(room__kind=Room.Kind.DIRECT).order_by("room"):
        place = Place(heads, seat.room, actor, None)
        unseat(seat)
        place.tell(Message.Kind.REMOVED, subject=person)
        if seat.owns:
            hand_on(place)


def _ban_addresses(person: User, laid: Sanction) -> None:
    sessions = apps.get_model("usersessions", "UserSession").objects.filter(user=person)
    used = set(sessions.values_list("ip", flat=True))
    BannedAddress.objects.bulk_create(BannedAddress(address=ip, sanction=laid) for ip in used)


def _shut(person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)
    notices.banned(person.pk)
    sign_out_everywhere(person)


def _lay(
    actor: User,
    person: User,
    kind: str,
    reason: str,
    room: Room | None = None,
    until: datetime | None = None,
) -> Sanction:
    return Sanction.objects.create(
        user=person, kind=kind, room=room, reason=reason, until=until, created_by=actor
    )


def _check(reason: str) -> None:
    check_encodable(reason)
    if len(reason) > REASON_MAX_CHARS:
        raise Refused("too_long")
