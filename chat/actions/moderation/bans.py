"""Bans, with or without a sweep of recent messages, and the closing of accounts."""

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
from chat.actions.moderation.sanctions import check_reason, impose
from chat.actions.moderation.takedowns import Takedown, take_down
from chat.actions.people.accounts import deactivate
from chat.actions.people.sessions import sign_out_everywhere
from chat.actions.rooms.locked_room import LockedRoom
from chat.actions.rooms.membership_rows import end_membership
from chat.actions.rooms.memberships import pass_on_ownership
from chat.log import journal, user_events
from chat.models import BannedAddress, Membership, Message, Room, RoomHead, Sanction, User
from chat.models.messages.message import SAID

SWEPT_AT_ONCE = 1_000
"""How many messages are taken down under one lock, for which everybody writing there waits."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """What a ban takes down: the messages of the last `hours`."""

    hours: int
    takedown: Takedown


@dataclass(frozen=True, slots=True)
class Terms:
    """How somebody is banned: why, what is taken down, and whether their addresses are banned."""

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
    """Close somebody's account and their sockets, and remove them from their rooms.

    Nothing numbered after this reaches them. The newest `SWEPT_AT_ONCE` messages of the sweep are
    taken down in the same transaction, older ones in further transactions; each closes the cases
    about what it takes down. `with_addresses`: nobody signs in or up from the addresses that they
    used recently. Raises Refused: `yourself`, `unknown_person`, `forbidden`, `bad_text`,
    `too_long`.
    """
    terms = Terms(reason, sweep, with_addresses)
    require_over(actor, person)
    with journal.locked(rooms_of(person, terms)) as heads:
        sanction = ban_under_lock(actor, person, terms, heads)
    sweep_older(actor, person, terms)
    return sanction


def ban_under_lock(
    actor: User, person: User, terms: Terms, heads: Mapping[int, RoomHead]
) -> Sanction:
    """Ban somebody under the locks on `rooms_of`; call `sweep_older` after the commit.

    A part of verbs. It closes the cases about what it takes down. Raises Refused as `ban`.
    """
    check_reason(terms.reason)
    require_over(actor, person)
    _leave_all(actor, person, heads)
    _sweep(actor, person, terms, heads)
    sanction = impose(actor, person, Sanction.Kind.BAN, terms.reason)
    if terms.with_addresses:
        _ban_addresses(person, sanction)
    _close(person)
    note = Note(person, reason=terms.reason, after={"addresses": terms.with_addresses})
    record(actor, "ban", note)
    close_swept(actor, person, terms.reason)
    return sanction


def sweep_older(actor: User, person: User, terms: Terms) -> None:
    """Take down what did not fit into the first transaction, `SWEPT_AT_ONCE` messages at a time."""
    while _messages_since(person, terms).exists():
        with journal.locked(rooms_of(person, terms)) as heads:
            swept = _sweep(actor, person, terms, heads)
            close_swept(actor, person, terms.reason)
        if swept < SWEPT_AT_ONCE:
            return


def lift_ban(actor: User, person: User, reason: str = "") -> None:
    """Reopen a banned account; its owner has to join rooms again. Raises Refused as `ban`."""
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
    """Deactivate somebody's account until an administrator reopens it; its contents stay.

    Raises Refused: `yourself`, `unknown_person`, `forbidden`, `last_administrator`.
    """
    with transaction.atomic():
        require_over(actor, person)
        deactivate(person)
        record(actor, "deactivate", Note(person, reason=reason))


def rooms_of(person: User, terms: Terms) -> set[int]:
    """Return the ids of the rooms that a ban changes."""
    joined = set(Membership.objects.filter(user=person).values_list("room", flat=True))
    return joined | set(_messages_since(person, terms).values_list("room", flat=True))


def _messages_since(person: User, terms: Terms) -> QuerySet[Message]:
    sweep = terms.sweep
    if sweep is None:
        return Message.objects.none()
    since = timezone.now() - timedelta(hours=sweep.hours)
    messages = Message.objects.filter(author=person, kind__in=SAID, created_at__gt=since)
    remaining = {"deleted_at": None} if sweep.takedown is Takedown.HIDE else {"purged_at": None}
    return messages.filter(**remaining)


def _sweep(actor: User, person: User, terms: Terms, heads: Mapping[int, RoomHead]) -> int:
    """Take down the newest messages in the locked rooms; return how many."""
    if terms.sweep is None:
        return 0
    recent = _messages_since(person, terms).filter(room__in=heads)
    newest = recent.select_related("author", "room", "reply_to").order_by("-pk")[:SWEPT_AT_ONCE]
    messages = sorted(newest, key=lambda message: (message.room_id, message.seq))
    if messages:
        take_down(actor, heads, messages, terms.sweep.takedown, terms.reason)
    return len(messages)


def _leave_all(actor: User, person: User, heads: Mapping[int, RoomHead]) -> None:
    memberships = Membership.objects.filter(user=person, room__in=heads).select_related("room")
    for membership in memberships.exclude(room__kind=Room.Kind.DIRECT).order_by("room"):
        locked = LockedRoom(heads, membership.room, actor, None)
        end_membership(membership)
        locked.add_line(Message.Kind.REMOVED, subject=person)
        if membership.owns:
            pass_on_ownership(locked)


def _ban_addresses(person: User, sanction: Sanction) -> None:
    sessions = apps.get_model("usersessions", "UserSession").objects.filter(user=person)
    used = set(sessions.values_list("ip", flat=True))
    BannedAddress.objects.bulk_create(BannedAddress(address=ip, sanction=sanction) for ip in used)


def _close(person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)
    user_events.account_turned(person)
    user_events.banned(person.pk)
    user_events.waiting_changed()
    sign_out_everywhere(person)
