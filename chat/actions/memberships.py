"""Joining and leaving; both stand in the room's history."""

from collections.abc import Iterable
from uuid import uuid4

from chat import journal
from chat.models import Membership, Message, Room, User


def join_room(user: User, room: Room) -> None:
    """Make the person a member of the room; nothing changes when they are one."""
    join_people(room.pk, [user.pk])


def join_people(room_id: int, user_ids: Iterable[int]) -> int:
    """Make these people members of the room, in this order; return how many are new.

    They start with nothing unread.
    """
    with journal.locked([room_id]) as heads:
        members = set(Membership.objects.filter(room_id=room_id).values_list("user_id", flat=True))
        new = [user_id for user_id in dict.fromkeys(user_ids) if user_id not in members]
        journal.append(heads, [_told(room_id, user_id, Message.Kind.JOINED) for user_id in new])
        head = heads[room_id].seq
        Membership.objects.bulk_create(
            Membership(room_id=room_id, user_id=user_id, read_seq=head) for user_id in new
        )
    return len(new)


def leave_room(user: User, room: Room) -> None:
    """End the person's membership; nothing changes when they are no member."""
    with journal.locked([room.pk]) as heads:
        deleted, _ = Membership.objects.filter(room=room, user=user).delete()
        if deleted:
            journal.append(heads, [_told(room.pk, user.pk, Message.Kind.LEFT)])


def _told(room_id: int, user_id: int, kind: str) -> journal.Draft:
    return journal.Draft(room_id, user_id, uuid4(), kind=kind)
