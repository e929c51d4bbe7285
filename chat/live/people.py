"""Who has sockets in this process, and how much each of them may still say."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.conf import settings

from chat.live.limits import TokenBucket
from chat.live.sockets import Socket


def _message_bucket() -> TokenBucket:
    return TokenBucket(settings.MESSAGES_PER_SECOND, settings.MESSAGES_BURST)


@dataclass(slots=True)
class Person:
    """One person's sockets here, and the bucket that they share."""

    sockets: set[Socket] = field(default_factory=set)
    messages: TokenBucket = field(default_factory=_message_bucket)


class People:
    """Everybody who has had a socket in this process, by user id."""

    def __init__(self) -> None:
        self._people: dict[int, Person] = {}

    def enter(self, socket: Socket) -> Person | None:
        """Take in one more socket and return its person; None when they have as many as may be."""
        person = self._people.setdefault(socket.user_id, Person())
        if settings.RATE_LIMITS and len(person.sockets) >= settings.SOCKETS_PER_PERSON:
            return None
        person.sockets.add(socket)
        return person

    def exit(self, socket: Socket) -> None:
        """Let a socket go; the bucket stays, or coming back would fill it."""
        self._people[socket.user_id].sockets.discard(socket)

    def everybody(self) -> list[Socket]:
        """Return all sockets of this process."""
        return [socket for person in self._people.values() for socket in person.sockets]

    def sockets_of(self, user_id: int) -> Collection[Socket]:
        """Return the person's sockets in this process."""
        person = self._people.get(user_id)
        return person.sockets if person else ()
