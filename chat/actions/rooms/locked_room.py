"""A room under its lock, with the membership of the person who acts: what verbs decide on."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from chat.actions.moderation.voice import check_unmuted
from chat.actions.refusal import Refused
from chat.log import journal
from chat.models import Membership, Message, Room, RoomHead, User


@dataclass(frozen=True, slots=True)
class LockedRoom:
    """Everything here was read under the room lock, so it is true at commit."""

    heads: Mapping[int, RoomHead]
    room: Room
    user: User
    membership: Membership | None

    @property
    def head(self) -> int:
        """The room's last number."""
        return self.heads[self.room.pk].seq

    def require(self, may: Callable[[Membership], bool]) -> Membership:
        """Return the person's membership.

        Raises Refused: `direct`, `not_member`, `forbidden`, `muted`.
        """
        if self.room.is_direct:
            raise Refused("direct")
        if self.membership is None:
            raise Refused("not_member")
        if not may(self.membership):
            raise Refused("forbidden")
        check_unmuted(self.user, self.membership)
        return self.membership

    def require_open(self, may: Callable[[Membership], bool]) -> Membership:
        """Return the person's membership. Raises Refused: `archived`, and as `require`."""
        if self.membership is not None:
            self.check_open()
        return self.require(may)

    def check_open(self) -> None:
        """Raise Refused (`archived`) when the room is archived."""
        if self.room.is_archived:
            raise Refused("archived")

    def member(self, person: User) -> Membership:
        """Return the membership of another person. Raises Refused (`unknown_person`)."""
        membership = Membership.objects.filter(room=self.room, user=person).first()
        if membership is None:
            raise Refused("unknown_person")
        return membership

    def add_line(self, kind: str, body: str = "", subject: User | None = None) -> None:
        """Append a line about what the person did to the room's history."""
        journal.append(self.heads, [self.draft(kind, body, subject)])

    def draft(self, kind: str, body: str = "", subject: User | None = None) -> Message:
        """Return such a line, to be appended with others."""
        return Message(
            room_id=self.room.pk,
            author_id=self.user.pk,
            kind=kind,
            body=body,
            subject_id=subject.pk if subject else None,
        )


@contextmanager
def locked_room(user: User, room: Room) -> Iterator[LockedRoom]:
    """Lock a room that this person may read, and read room and membership again under the lock.

    Raises Refused (`not_found`) when there is no such room or the person may not read it. It also
    checks before it locks: waiting for a lock would tell an outsider that the room exists.
    """
    _visible(user, room)
    with journal.locked([room.pk]) as heads:
        fresh = _visible(user, room)
        yield LockedRoom(heads, fresh, user, _membership(user, fresh))


@contextmanager
def locked_room_for_desk(administrator: User, room: Room) -> Iterator[LockedRoom]:
    """Lock any room for the admin, which has its own permissions."""
    with journal.locked([room.pk]) as heads:
        yield LockedRoom(heads, Room.objects.get(pk=room.pk), administrator, None)


def _visible(user: User, room: Room) -> Room:
    visible = Room.objects.visible_to(user).filter(pk=room.pk).first()
    if visible is None:
        raise Refused("not_found")
    return visible


def _membership(user: User, room: Room) -> Membership | None:
    membership = Membership.objects.filter(room=room, user=user).first()
    if membership is not None:
        membership.room = room
    return membership
