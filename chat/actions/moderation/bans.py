"""Bans, with or without what was said in the last hours, and the closing of accounts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from chat.actions.moderation.audit import Note, record
from chat.actions.moderation.authority import require_over
from chat.actions.moderation.reports import close_swept
from chat.actions.moderation.sanctions import check_reason, lay
from chat.actions.moderation.takedowns import Way, take_down
from chat.actions.people.accounts import deactivate
from chat.actions.people.sessions import sign_out_everywhere
from chat.actions.rooms.locked_room import Place
from chat.actions.rooms.membership_rows import unseat
from chat.actions.rooms.memberships import hand_on
from chat.log import journal, user_events
from chat.models import BannedAddress, Membership, Message, Room, RoomHead, Sanction, User
from chat.models.messages.message import SAID

SWEPT_AT_ONCE = 1_000
"""So many messages are taken down under one lock; who writes there waits for that long."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """What is taken down along with a ban: the messages of the last hours, in this way."""

    hours: int
    way: Way


@dataclass(frozen=True, slots=True)
class Terms:
    """How somebody is banned: why, what is taken down along, whether their addresses are, too."""

    reason: str = ""
    sweep: Sweep | None = None
    with_addresses: bool = False


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
    same transaction, older ones than a thousand in further ones, and each decides the cases about
    what it takes down. `with_addresses`: nobody signs in or up from the addresses that they have
    used lately. Raises Refused: `yourself`, `unknown_person`, `forbidden`, `bad_text`, `too_long`.
    """
    terms = Terms(reason, sweep, with_addresses)
    require_over(actor, person)
    with journal.locked(rooms_of(person, terms)) as heads:
        laid = ban_under_lock(actor, person, terms, heads)
    sweep_older(actor, person, terms)
    return laid


def ban_under_lock(
    actor: User, person: User, terms: Terms, heads: Mapping[int, RoomHead]
) -> Sanction:
    """Ban somebody while the rooms of `rooms_of` are held; `sweep_older` follows the commit.

    A part of verbs. The open cases about what is down by then are decided. Raises Refused as `ban`.
    """
    check_reason(terms.reason)
    require_over(actor, person)
    _leave_all(actor, person, heads)
    _sweep(actor, person, terms, heads)
    laid = lay(actor, person, Sanction.Kind.BAN, terms.reason)
    if terms.with_addresses:
        _ban_addresses(person, laid)
    _shut(person)
    note = Note(person, reason=terms.reason, after={"addresses": terms.with_addresses})
    record(actor, "ban", note)
    close_swept(actor, person, terms.reason)
    return laid


def sweep_older(actor: User, person: User, terms: Terms) -> None:
    """Take down what one transaction could not hold, each thousand in one of its own."""
    while _said_since(person, terms).exists():
        with journal.locked(rooms_of(person, terms)) as heads:
            swept = _sweep(actor, person, terms, heads)
            close_swept(actor, person, terms.reason)
        if swept < SWEPT_AT_ONCE:
            return


def lift_ban(actor: User, person: User, reason: str = "") -> None:
    """Open a banned account again; who it belongs to joins rooms anew. Raises Refused as `ban`."""
    now = timezone.now()
    with transaction.atomic():
        require_over(actor, person)
        bans = Sanction.objects.holding(now).filter(user=person, kind=Sanction.Kind.BAN)
        BannedAddress.objects.filter(sanction__in=bans).delete()
        if bans.update(lifted_at=now):
            User.objects.filter(pk=person.pk).update(is_active=True)
            user_events.account_turned(person)
            user_events.waiting_changed()
            record(actor, "unban", Note(person, reason=reason))


def close_account(actor: User, person: User, reason: str = "") -> None:
    """Deactivate somebody's account; all stays as it is, until an administrator opens it again.

    Raises Refused: `yourself`, `unknown_person`, `forbidden`, `last_administrator`.
    """
    with transaction.atomic():
        require_over(actor, person)
        deactivate(person)
        record(actor, "deactivate", Note(person, reason=reason))


def rooms_of(person: User, terms: Terms) -> set[int]:
    """Return the rooms that a ban changes something in."""
    joined = set(Membership.objects.filter(user=person).values_list("room", flat=True))
    return joined | set(_said_since(person, terms).values_list("room", flat=True))


def _said_since(person: User, terms: Terms) -> QuerySet[Message]:
    sweep = terms.sweep
    if sweep is None:
        return Message.objects.none()
    since = timezone.now() - timedelta(hours=sweep.hours)
    said = Message.objects.filter(author=person, kind__in=SAID, created_at__gt=since)
    standing = {"deleted_at": None} if sweep.way is Way.HIDE else {"purged_at": None}
    return said.filter(**standing)


def _sweep(actor: User, person: User, terms: Terms, heads: Mapping[int, RoomHead]) -> int:
    """Take down the newest messages of the rooms that are held; return how many that were."""
    if terms.sweep is None:
        return 0
    said = _said_since(person, terms).filter(room__in=heads)
    newest = said.select_related("author", "room", "reply_to").order_by("-pk")[:SWEPT_AT_ONCE]
    messages = sorted(newest, key=lambda message: (message.room_id, message.seq))
    if messages:
        take_down(actor, heads, messages, terms.sweep.way, terms.reason)
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
    user_events.account_turned(person)
    user_events.banned(person.pk)
    user_events.waiting_changed()
    sign_out_everywhere(person)
