"""Who has sockets in this process, and how much each of them may still say."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from chat.live.fanout.sockets import Socket
from chat.live.writing.limits import TokenBucket
from chat.models import User


def _message_bucket() -> TokenBucket:
    return TokenBucket(settings.MESSAGES_PER_SECOND, settings.MESSAGES_BURST)


@dataclass(slots=True)
class Person:
    """One person's sockets here, and what they share: the bucket, their turn, their silences.

    `turn`: one thing at a time of each person takes a thread, however many sockets they have.
    `silences`: the rooms in which they may not write, and until when, as they were last told.
    """

    sockets: set[Socket] = field(default_factory=set)
    messages: TokenBucket = field(default_factory=_message_bucket)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    silences: Mapping[int, datetime] = field(default_factory=dict)

    def is_silent_in(self, room_id: int) -> bool:
        """Whether the person may not write in this room just now."""
        until = self.silences.get(room_id)
        return until is not None and until > timezone.now()


class People:
    """Everybody who has a socket in this process, or had one a while ago, by user id."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._people: dict[int, Person] = {}
        self._gone: OrderedDict[int, float] = OrderedDict()
        self._clock = clock

    def __len__(self) -> int:
        return len(self._people)

    def enter(self, socket: Socket) -> Person | None:
        """Take in one more socket and return its person; None when they have as many as may be."""
        self._gone.pop(socket.user_id, None)
        self._forget_the_gone()
        person = self._people.setdefault(socket.user_id, Person())
        if settings.RATE_LIMITS and len(person.sockets) >= settings.SOCKETS_PER_PERSON:
            return None
        person.sockets.add(socket)
        return person

    def exit(self, socket: Socket) -> None:
        """Let a socket go; the bucket stays until it is full, or coming back would fill it."""
        person = self._people[socket.user_id]
        person.sockets.discard(socket)
        if not person.sockets:
            self._gone[socket.user_id] = self._clock()
            self._gone.move_to_end(socket.user_id)

    def _forget_the_gone(self) -> None:
        """Forget those who left so long ago that their buckets have filled."""
        full_since = self._clock() - settings.MESSAGES_BURST / settings.MESSAGES_PER_SECOND
        while self._gone and next(iter(self._gone.values())) < full_since:
            user_id, _left_at = self._gone.popitem(last=False)
            del self._people[user_id]

    def everybody(self) -> list[Socket]:
        """Return all sockets of this process."""
        return [socket for person in self._people.values() for socket in person.sockets]

    def sockets_of(self, user_id: int) -> Collection[Socket]:
        """Return the person's sockets in this process."""
        person = self._people.get(user_id)
        return person.sockets if person else ()

    def silence(self, user_id: int, silences: Mapping[int, datetime]) -> set[int]:
        """Remember where the person may not write; return where they were just about to."""
        person = self._people.get(user_id)
        if person is None:
            return set()
        person.silences = silences
        typed_in = {one.typed_in for one in person.sockets if one.typed_in is not None}
        return {room_id for room_id in typed_in if person.is_silent_in(room_id)}

    def renew(self, users: Iterable[User]) -> None:
        """Let these people's sockets speak of them as they are now."""
        for user in users:
            for socket in self.sockets_of(user.pk):
                socket.user = user
