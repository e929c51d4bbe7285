"""A room under its lock, and how the person who acts stands in it: what every verb decides on."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from chat.actions.moderation.voice import check_unmuted
from chat.actions.refusal import Refused
from chat.log import journal
from chat.models import Membership, Message, Room, RoomHead, User


@dataclass(frozen=True, slots=True)
class Place:
    """All of this was read under the lock on the room's head, so it is true at commit."""

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
        """Raise Refused (`archived`) when the room can only be read."""
        if self.room.is_archived:
            raise Refused("archived")

    def member(self, person: User) -> Membership:
        """Return the membership of another person. Raises Refused (`unknown_person`)."""
        found = Membership.objects.filter(room=self.room, user=person).first()
        if found is None:
            raise Refused("unknown_person")
        return found

    def tell(self, kind: str, body: str = "", subject: User | None = None) -> None:
        """Write a line into the room's history about what the person has done."""
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
def held(user: User, room: Room) -> Iterator[Place]:
    """Hold a room that this person may read; re-reads both room and membership.

    Raises Refused (`not_found`) when the person may not read it or there is no such room; asked
    before as well, because an outsider who waits for a lock would learn that there is something.
    """
    _visible(user, room)
    with journal.locked([room.pk]) as heads:
        found = _visible(user, room)
        yield Place(heads, found, user, _membership(user, found))


@contextmanager
def held_by_desk(administrator: User, room: Room) -> Iterator[Place]:
    """Hold any room for the admin, which has its own rules about who may."""
    with journal.locked([room.pk]) as heads:
        yield Place(heads, Room.objects.get(pk=room.pk), administrator, None)


def _visible(user: User, room: Room) -> Room:
    found = Room.objects.visible_to(user).filter(pk=room.pk).first()
    if found is None:
        raise Refused("not_found")
    return found


def _membership(user: User, room: Room) -> Membership | None:
    membership = Membership.objects.filter(room=room, user=user).first()
    if membership is not None:
        membership.room = room
    return membership
