"""Joining, adding, leaving, removing, and roles; the room's history records all of it."""

from collections.abc import Collection, Iterable

from django.db.models import Case, Q, When
from django.utils import timezone

from chat.actions.moderation.audit import Note, record
from chat.actions.people.blocks import check_reachable
from chat.actions.refusal import Refused
from chat.actions.rooms.locked_room import LockedRoom, locked_room
from chat.actions.rooms.membership_rows import (
    add_memberships,
    end_links,
    end_membership,
    members_among,
)
from chat.actions.rooms.removals import check_not_removed, lift_removals, record_removal
from chat.log import journal, user_events
from chat.models import Invitation, Membership, Message, Room, User
from chat.models.rooms.membership import Role

ADDED_AT_ONCE_MAX = 50


def join_room(user: User, room: Room) -> None:
    """Make the person a member of a room that they may read; members stay as they are.

    Raises Refused: `not_found`, `archived`, `removed` (a moderator has to readmit them).
    """
    with locked_room(user, room) as locked:
        if locked.membership:
            return
        locked.check_open()
        check_not_removed(locked.room.pk, user)
        add_memberships(locked.heads, locked.room, [user.pk], [locked.draft(Message.Kind.JOINED)])


def join_people(room_id: int, user_ids: Iterable[int]) -> int:
    """Make these people members of the room, in this order; return how many are new.

    For commands, which check no rights.
    """
    with journal.locked([room_id]) as heads:
        wanted = list(dict.fromkeys(user_ids))
        members = members_among(room_id, wanted)
        new = [user_id for user_id in wanted if user_id not in members]
        lines = [
            Message(room_id=room_id, author_id=user_id, kind=Message.Kind.JOINED) for user_id in new
        ]
        add_memberships(heads, Room.objects.get(pk=room_id), new, lines)
    return len(new)


def add_people(user: User, room: Room, people: Collection[User]) -> int:
    """Make these people members of the room; return how many are new.

    Only a moderator adds somebody who was removed, and nobody is added by a person they have
    blocked. Raises Refused: `not_found`, `direct`, `not_member`, `archived`, `forbidden`, `muted`,
    `too_many_people`, `unknown_person` (somebody who cannot sign in), `already_member` (all are),
    `unreachable`, `place_only` (a moderator of the place removed them).
    """
    if len(people) > ADDED_AT_ONCE_MAX:
        raise Refused("too_many_people")
    with locked_room(user, room) as locked:
        locked.require_open(Membership.may_invite)
        new = _not_yet_members(locked.room, people)
        check_reachable(user, new)
        lift_removals(locked, new)
        lines = [locked.draft(Message.Kind.ADDED, subject=person) for person in new]
        add_memberships(locked.heads, locked.room, [person.pk for person in new], lines)
    return len(new)


def _not_yet_members(room: Room, people: Collection[User]) -> list[User]:
    wanted = {person.pk: person for person in people}
    if User.objects.filter(pk__in=wanted, is_active=True).count() < len(wanted) or not wanted:
        raise Refused("unknown_person")
    members = members_among(room.pk, wanted)
    new = [person for person_id, person in wanted.items() if person_id not in members]
    if not new:
        raise Refused("already_member")
    return new


def leave_room(user: User, room: Room) -> None:
    """End the person's membership, if they have one.

    The room of an owner passes to its longest-standing moderator, or else member.
    Raises Refused: `not_found`, `direct`.
    """
    with locked_room(user, room) as locked:
        if locked.room.is_direct:
            raise Refused("direct")
        if locked.membership is None:
            return
        end_membership(locked.membership)
        locked.add_line(Message.Kind.LEFT)
        if locked.membership.owns:
            pass_on_ownership(locked)


def pass_on_ownership(locked: LockedRoom) -> None:
    """Make the longest-standing moderator, or else member, the owner after the owner has left.

    Muted people come last.
    """
    now = timezone.now()
    is_muted = When(Q(muted_until__gt=now) | Q(user__muted_until__gt=now), then=2)
    by_rank = Case(is_muted, When(role=Role.MODERATOR, then=0), default=1)
    members = Membership.objects.filter(room=locked.room, user__is_active=True)
    heir = members.select_related("user").order_by(by_rank, "joined_at", "pk").first()
    if heir:
        _store_role(heir, Role.OWNER)
        locked.add_line(Message.Kind.TRANSFERRED, subject=heir.user)


def remove_member(user: User, room: Room, person: User) -> None:
    """End somebody's membership until they are added again or readmitted.

    Moderators remove plain members, the owner removes anybody else. Raises Refused: `not_found`,
    `direct`, `not_member`, `archived`, `forbidden`, `muted`, `unknown_person`, `owner_first` (the
    owner has to transfer the room first).
    """
    with locked_room(user, room) as locked:
        mine = locked.require_open(Membership.may_moderate)
        theirs = locked.member(person)
        if theirs.moderates and not mine.owns:
            raise Refused("forbidden")
        if theirs.owns:
            raise Refused("owner_first")
        end_membership(theirs)
        record_removal(locked, person)
        locked.add_line(Message.Kind.REMOVED, subject=person)
        record(user, "remove", Note(person, locked.room))


def set_role(user: User, room: Room, person: User, role: str) -> None:
    """Make a member a moderator, or a moderator a member again.

    Raises Refused: `not_found`, `direct`, `not_member`, `archived`, `forbidden`, `muted`,
    `unknown_person`, `owner_first` (only `transfer_room` changes the owner's role).
    """
    with locked_room(user, room) as locked:
        locked.require_open(Membership.may_manage)
        theirs = locked.member(person)
        if theirs.owns or role == Role.OWNER:
            raise Refused("owner_first")
        if theirs.role == role:
            return
        _store_role(theirs, role)
        if not locked.room.is_public and role == Role.MEMBER:
            end_links(Invitation.objects.filter(room=locked.room, created_by=person))
        locked.add_line(Message.Kind.ROLE_CHANGED, body=role, subject=person)
        record(user, "role", Note(person, locked.room, after={"role": role}))


def transfer_room(user: User, room: Room, person: User) -> None:
    """Make another member the owner; the former owner becomes a moderator.

    Raises Refused: `not_found`, `direct`, `not_member`, `archived`, `forbidden`, `muted`,
    `unknown_person`, `owner_first` (they own it already).
    """
    with locked_room(user, room) as locked:
        mine = locked.require_open(Membership.may_manage)
        theirs = locked.member(person)
        if theirs.owns:
            raise Refused("owner_first")
        if not User.objects.filter(pk=person.pk, is_active=True).exists():
            raise Refused("unknown_person")
        _store_role(mine, Role.MODERATOR)
        _store_role(theirs, Role.OWNER)
        locked.add_line(Message.Kind.TRANSFERRED, subject=person)


def _store_role(membership: Membership, role: str) -> None:
    membership.role = role
    membership.save(update_fields=["role"])
    user_events.access_changed([membership.user_id])
