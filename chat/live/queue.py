"""What waits to be written: bounded, and fair between rooms."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from chat.actions.messages import Outcome, Send

ROOM_SHARE = 2
"""One room may hold at most this part of the queue: a flood in it leaves places to the others."""


class Waiting(NamedTuple):
    """Something to store, and who is told the outcome."""

    send: Send
    told: Callable[[Outcome], None]


class FairQueue:
    """First in, first out within a room; the rooms take turns."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._rooms: dict[int, deque[Waiting]] = {}
        self._count = 0
        self._something = asyncio.Event()

    def __len__(self) -> int:
        return self._count

    def put(self, waiting: Waiting) -> bool:
        """Take it in and return True, or return False when there is no place for it."""
        room = self._rooms.get(waiting.send.room_id, ())
        if self._count >= self._places or len(room) >= max(1, self._places // ROOM_SHARE):
            return False
        self._rooms.setdefault(waiting.send.room_id, deque()).append(waiting)
        self._count += 1
        self._something.set()
        return True

    async def something(self) -> None:
        """Return when there is something to take."""
        await self._something.wait()

    def take(self, most: int) -> list[Waiting]:
        """Return up to `most` of what waits."""
        taken = self._take_in_turns(min(most, self._count))
        self._count -= len(taken)
        if not self._count:
            self._something.clear()
        return taken

    def _take_in_turns(self, number: int) -> list[Waiting]:
        taken: list[Waiting] = []
        while len(taken) < number:
            room_id, room = next(iter(self._rooms.items()))
            share = max(1, (number - len(taken)) // len(self._rooms))
            taken += [room.popleft() for _ in range(min(share, len(room)))]
            del self._rooms[room_id]  # to the end of the row, unless it is done
            if room:
                self._rooms[room_id] = room
        return taken
