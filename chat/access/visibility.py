"""What a person may read of which room, and how much of it is unread. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, prefetch_related_objects
from django.utils import timezone

from chat.access.rights import Rights, rights_of, rights_of_guest
from chat.models import (
    Block,
    Bookmark,
    Membership,
    Mention,
    Message,
    Room,
    RuleBook,
    Sanction,
    User,
)
from chat.models.queries import Counted, Prepared
from chat.models.rooms.room import RoomQuerySet

SMALL_MEMBERS = 100
NOTHING = 2**53 - 1
"""The floor of a reader who sees nothing: no number is above it."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """What one person may read of a room: everything after `floor`, as of `head`.

    `is_listed`: it is one of the rooms that the person is told a list of. `may_type`: a member of a
    room where each may know what the others are just doing.
    """

    head: int
    floor: int
    is_member: bool
    is_listed: bool
    may_type: bool


def entrances(user: User, room_ids: Iterable[int]) -> dict[int, Entrance]:
    """Return what the person may read of these rooms; rooms that they may not read are left out.

    One query, so that membership and head belong together.
    """
    asked = set(room_ids)
    found = _entrances(user.pk, asked) if asked else []
    return {room.pk: _entrance(room, room.visible_from) for room in found}


def entrance(user: User, room: Room) -> Entrance:
    """Return what the person may read of a room."""
    rooms = Room.objects.filter(pk=room.pk)
    found = _with_entrance(rooms, Membership.objects.filter(user=user)).get()
    return _entrance(found, found.visible_from)


def readers(room_id: int, user_ids: Iterable[int]) -> dict[int, Entrance]:
    """Return what each of these people may read of the room; others are left out."""
    members = Membership.objects.filter(user__in=set(user_ids))
    room = _with_entrance(Room.objects.filter(pk=room_id), members).get()
    active = set(
        User.objects.filter(pk__in=set(user_ids), is_active=True).values_list("pk", flat=True)
    )
    mine = dict(members.filter(room=room).values_list("user_id", "visible_from"))
    may = active if room.is_public else active & set(mine)
    return {user_id: _entrance(room, mine.get(user_id)) for user_id in may}


def _with_entrance(rooms: RoomQuerySet, mine: QuerySet[Membership]) -> RoomQuerySet:
    own = mine.filter(room=OuterRef("pk")).values("visible_from")[:1]
    members = Membership.objects.filter(room=OuterRef("pk")).values("pk")
    return rooms.annotate(  # type: ignore[no-redef]
        last_seq=F("head__seq"),
        visible_from=Subquery(own),
        member_count=Counted(members[: SMALL_MEMBERS + 1]),
    )


def _entrance(room: Room, visible_from: int | None) -> Entrance:
    floor = visible_from
    if floor is None:
        floor = room.open_from if room.is_public else NOTHING
    elif room.is_public:
        floor = min(floor, room.open_from)
    is_member = visible_from is not None
    is_listed = is_member and not room.is_archived
    may_type = is_listed and room.member_count <= SMALL_MEMBERS
    return Entrance(room.last_seq, floor, is_member, is_listed, may_type)


def joined_rooms(user: User) -> list[Room]:
    """Return the person's open rooms by name, each ready for `Room.facts_for_member`."""
    return _completed(user, _joined_rooms(user.pk))


def joined_room(user: User, room_id: int) -> Room | None:
    """Return one of the person's rooms, ready for `Room.facts_for_member`; None for other rooms."""
    return next(iter(_completed(user, _joined_room(user.pk, room_id))), None)


def _rooms_with_unread(user: User) -> RoomQuerySet:
    news = Message.objects.news_to(user)
    by_name, with_all = Mention.objects.by_name(user), Mention.objects.with_all(user)
    return Room.objects.joined_by(user).with_unread(news, by_name, with_all)


_blocks = Prepared[Block](lambda user_id: Block.objects.filter(user=user_id).order_by("blocked_id"))
_bookmarks = Prepared[Bookmark](
    lambda user_id, *room_ids: Bookmark.objects.filter(user=user_id, room__in=room_ids).order_by(
        "message_id"
    )
)
_joined_rooms = Prepared[Room](lambda user_id: _rooms_with_unread(User(pk=user_id)).open())
_joined_room = Prepared[Room](
    lambda user_id, room_id: _rooms_with_unread(User(pk=user_id)).filter(pk=room_id)
)
_entrances = Prepared[Room](
    lambda user_id, room_ids: _with_entrance(
        Room.objects.visible_to(User(pk=user_id)).filter(pk__in=room_ids),
        Membership.objects.filter(user_id=user_id),
    )
)


def _completed(user: User, rooms: list[Room]) -> list[Room]:
    now = timezone.now()
    if any(_is_muted(room) for room in rooms):
        _attach_mutes(user, rooms, now)
    direct = [room for room in rooms if room.is_direct]
    prefetch_related_objects(direct, "memberships__user")
    for room in rooms:
        room.rights = rights_of(_membership(user, room), now)
    return rooms


def _membership(user: User, room: Room) -> Membership:
    """The person's membership, as the annotations of the room have it."""
    reader = User(pk=user.pk, muted_until=_with_zone(room.muted_everywhere_until))
    muted = _with_zone(room.muted_here_until)
    membership = Membership(room=room, user=reader, role=room.role, muted_until=muted)
    others = [person for person in room.people() if person.pk != user.pk]
    membership.is_deserted = room.is_direct and not any(person.is_active for person in others)
    return membership


def rights_in(room_id: int, user_ids: Iterable[int]) -> dict[int, Rights]:
    """Return what these people may do in a room that they may read."""
    asked, now = set(user_ids), timezone.now()
    room = Room.objects.get(pk=room_id)
    mine = Membership.objects.filter(room=room, user__in=asked).select_related("user")
    rights = {membership.user_id: rights_of(membership, now) for membership in mine.with_voice()}
    removed = set(room.removals.filter(user__in=asked).values_list("user_id", flat=True))
    for guest in asked - rights.keys():
        rights[guest] = rights_of_guest(room, is_removed=guest in removed)
    return rights


def silences(rooms: Iterable[Room]) -> dict[int, datetime]:
    """Return in which of these rooms the person may not write, and until when.

    `rooms`: from `joined_rooms`.
    """
    ends = {room.pk: room.rights.silent_until for room in rooms}
    return {room_id: until for room_id, until in ends.items() if until is not None}


def _with_zone(moment: datetime | None) -> datetime | None:
    """SQLite returns annotated times in UTC without a time zone."""
    if moment is None or timezone.is_aware(moment):
        return moment
    return moment.replace(tzinfo=UTC)


def first_unread(user: User, room: Room) -> Message | None:
    """Return the first message that counts as unread in one of the person's rooms."""
    if not room.unread:
        return None
    unread = Message.objects.news_to(user).filter(room=room, seq__gt=room.read_seq)
    return unread.only("seq", "created_at").order_by("seq").first()


def blocked(user: User) -> list[int]:
    """Return the ids of the people whom this person has blocked, ascending."""
    return [block.blocked_id for block in _blocks(user.pk)]


def bookmarked(user: User, room_ids: Iterable[int]) -> dict[int, list[int]]:
    """Return which messages of these rooms the person keeps, by room: their ids, ascending.

    There are at most as many as one person may keep.
    """
    kept: dict[int, list[int]] = {room_id: [] for room_id in room_ids}
    for one in _bookmarks(user.pk, *kept) if kept else ():
        kept[one.room_id].append(one.message_id)
    return {room_id: ids for room_id, ids in kept.items() if ids}


def _is_muted(room: Room) -> bool:
    """Whether the person may be muted there; an expired mute is still in its row."""
    return room.muted_here_until is not None or room.muted_everywhere_until is not None


def _attach_mutes(user: User, rooms: list[Room], now: datetime) -> None:
    mutes, contact = list(_mutes(user, now)), RuleBook.current().contact
    for room in rooms:
        here = [one for one in mutes if one.room_id in (None, room.pk)]
        room.mute = here[-1].facts(contact) if here else None


def _mutes(user: User, now: datetime) -> QuerySet[Sanction]:
    return Sanction.objects.holding(now).mutes().filter(user=user).order_by("until")


def mute_of(user: User, room: Room) -> Sanction | None:
    """Return the mute that keeps this person from writing in this room for the longest."""
    mutes = _mutes(user, timezone.now()).filter(Q(room=None) | Q(room=room))
    return mutes.last()


def room_facts(room_id: int) -> dict[str, Any]:
    """Return the facts about the room that every client gets."""
    return Room.objects.get(pk=room_id).facts()
