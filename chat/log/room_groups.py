"""Which rooms' groups a process is in, which it has yet to join, and which it may leave. Pure."""

import time
from collections.abc import Callable, Collection, Iterable
from itertools import islice

LEAVE_AFTER_SECONDS = 60.0
"""Whoever looks at another room for a moment, or loads the page again, costs no subscription."""


class RoomGroups:
    """What the doorbell is to do; it says when it has done it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._joined: set[int] = set()
        self._to_join: dict[int, None] = {}
        self._unwatched_since: dict[int, float] = {}  # those who have waited longest come first

    @property
    def joined(self) -> Collection[int]:
        """The rooms whose rings are heard."""
        return self._joined

    def watch(self, room_id: int) -> bool:
        """Keep a room that somebody watches; return whether its group has yet to be joined."""
        self._unwatched_since.pop(room_id, None)
        if room_id in self._joined:
            return False
        self._to_join[room_id] = None
        return True

    def unwatch(self, room_id: int) -> None:
        """Let a room go that nobody watches any more, unless somebody does within a minute."""
        self._unwatched_since.pop(room_id, None)
        self._unwatched_since[room_id] = self._clock()

    def to_join(self, most: int) -> list[int]:
        """Return rooms whose groups are to be joined next; they wait until that is confirmed."""
        return list(islice(self._to_join, most))

    def confirm(self, room_ids: Iterable[int]) -> None:
        """Note that these rooms' rings are heard from now on."""
        for room_id in room_ids:
            self._to_join.pop(room_id, None)
            self._joined.add(room_id)

    def take_forgotten(self, most: int) -> list[int]:
        """Return rooms whose groups are to be left now: whoever watches one joins it anew."""
        limit = self._clock() - LEAVE_AFTER_SECONDS
        longest = islice(self._unwatched_since.items(), most)
        forgotten = [room_id for room_id, since in longest if since <= limit]
        for room_id in forgotten:
            del self._unwatched_since[room_id]
            self._to_join.pop(room_id, None)
            self._joined.discard(room_id)
        return forgotten
