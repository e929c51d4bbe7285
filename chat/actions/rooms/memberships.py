"""Joining, bringing in, leaving, removing, and roles; all of it stands in the room's history."""

from collections.abc import Collection, Iterable

from django.db.models import Case, Q, When
from django.utils import timezone

from chat.actions.moderation.audit import Note, record
from chat.actions.people.blocks import check_reachable
from chat.actions.refusal import Refused
from chat.actions.rooms.locked_room import Place, held
from chat.actions.rooms.membership_rows import end_links, members_among, seat, unseat
from chat.actions.rooms.removals import check_not_removed, lay_removal, lift_on_adding
from chat.log import journal, user_events
from chat.models import Invitation, Membership, Message, Room, User
from chat.models.rooms.membership import Role

ADDED_AT_ONCE_MAX = 50


def join_room(user: User, room: Room) -> None:
    """Make the person a member of a room that they may read; nothing changes when they are one.

    Raises Refused: `not_found`, `archived`, `removed` (somebody has to let them in again).
    """
    with held(user, room) as place:
        if place.membership:
            return
        place.check_open()
        check_not_removed(place.room.pk, user)
        seat(place.heads, place.room, [user.pk], [place.draft(Message.Kind.JOINED)])


def join_people(room_id: int, user_ids: Iterable[int]) -> int:
    """Make these people members of the room, in this order; return how many are new.

    For commands: nobody is asked whether they may.
    """
    with journal.locked([room_id]) as heads:
        wanted = list(dict.fromkeys(user_ids))
        members = members_among(room_id, wanted)
        new = [user_id for user_id in wanted if user_id not in members]
        lines = [
            Message(room_id=room_id, author_id=user_id, kind=Message.Kind.JOINED) for user_id in new
        ]
        seat(heads, Room.objects.get(pk=room_id), new, lines)
    return len(new)


def add_people(user: User, room: Room, people: Collection[User]) -> int:
    """Make these people members of the room; return how many are new.

    Who was removed is added by those who keep order there, and nobody by somebody they have
    blocked. Raises Refused: `not_found`, `direct`, `not_member`, `archived`, `forbidden`, `muted`,
    `too_many_people`, `unknown_person` (somebody who cannot sign in), `already_member` (all are),
    `unreachable`, `place_only` (the moderators of the place removed them).
    """
    if len(people) > ADDED_AT_ONCE_MAX:
        raise Refused("too_many_people")
    with held(user, room) as place:
        place.require_open(Membership.may_invite)
        new = _not_yet_members(place.room, people)
        check_reachable(user, new)
        lift_on_adding(place, new)
        lines = [place.draft(Message.Kind.ADDED, subject=person) for person in new]
        seat(place.heads, place.room, [person.pk for person in new], lines)
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
    """End the person's membership; nothing changes when they are no member.

    An owner hands the room to the moderator, else the member, who has been there longest.
    Raises Refused: `not_found`, `direct`.
    """
    with held(user, room) as place:
        if place.room.is_direct:
            raise Refused("direct")
        if place.membership is None:
            return
        unseat(place.membership)
        place.tell(Message.Kind.LEFT)
        if place.membership.owns:
            hand_on(place)


def hand_on(place: Place) -> None:
    """Give a room whose owner has just gone to the moderator, else the member, longest there.

    To somebody who is muted only where all are.
    """
    now = timezone.now()
    is_muted = When(Q(muted_until__gt=now) | Q(user__muted_until__gt=now), then=2)
    by_rank = Case(is_muted, When(role=Role.MODERATOR, then=0), default=1)
    there = Membership.objects.filter(room=place.room, user__is_active=True)
    heir = there.select_related("user").order_by(by_rank, "joined_at", "pk").first()
    if heir:
        _store_role(heir, Role.OWNER)
        place.tell(Message.Kind.TRANSFERRED, subject=heir.user)


def remove_member(user: User, room: Room, person: User) -> None:
    """End somebody's membership until they are added again, or allowed to join.

    Moderators remove plain members, the owner anybody else. Raises Refused: `not_found`,
    `direct`, `not_member`, `archived`, `forbidden`, `muted`, `unknown_person`, `owner_first` (the
    owner hands the room to somebody else before).
    """
    with held(user, room) as place:
        mine = place.require_open(Membership.may_moderate)
        theirs = place.member(person)
        if theirs.moderates and not mine.owns:
            raise Refused("forbidden")
        if theirs.owns:
            raise Refused("owner_first")
        unseat(theirs)
        lay_removal(place, person)
        place.tell(Message.Kind.REMOVED, subject=person)
        record(user, "remove", Note(person, place.room))


def set_role(user: User, room: Room, person: User, role: str) -> None:
    """Make a member a moderator, or a moderator a member again.

    Raises Refused: `not_found`, `direct`, `not_member`, `archived`, `forbidden`, `muted`,
    `unknown_person`, `owner_first` (the owner's role changes by `transfer_room` only).
    """
    with held(user, room) as place:
        place.require_open(Membership.may_manage)
        theirs = place.member(person)
        if theirs.owns or role == Role.OWNER:
            raise Refused("owner_first")
        if theirs.role == role:
            return
        _store_role(theirs, role)
        if not place.room.is_public and role == Role.MEMBER:
            end_links(Invitation.objects.filter(room=place.room, created_by=person))
        place.tell(Message.Kind.ROLE_CHANGED, body=role, subject=person)
        record(user, "role", Note(person, place.room, after={"role": role}))


def transfer_room(user: User, room: Room, person: User) -> None:
    """Make another member the owner; who was it stays as a moderator.

    Raises Refused: `not_found`, `direct`, `not_member`, `archived`, `forbidden`, `muted`,
    `unknown_person`, `owner_first` (it is theirs already).
    """
    with held(user, room) as place:
        mine = place.require_open(Membership.may_manage)
        theirs = place.member(person)
        if theirs.owns:
            raise Refused("owner_first")
        if not User.objects.filter(pk=person.pk, is_active=True).exists():
            raise Refused("unknown_person")
        _store_role(mine, Role.MODERATOR)
        _store_role(theirs, Role.OWNER)
        place.tell(Message.Kind.TRANSFERRED, subject=person)


def _store_role(membership: Membership, role: str) -> None:
    membership.role = role
    membership.save(update_fields=["role"])
    user_events.standing_changed([membership.user_id])
