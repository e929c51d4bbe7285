"""What waits to be written: bounded, and fair between rooms."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from chat.actions.messages import Outcome
from chat.actions.preparing import Prepared

ROOM_SHARE = 2
"""One room may hold at most this part of the queue: a flood in it leaves places to the others."""


class Waiting(NamedTuple):
    """Something to store, and who is told the outcome."""

    prepared: Prepared
    told: Callable[[Outcome], None]

    @property
    def room_id(self) -> int:
        """The room that it is for."""
        return self.prepared.send.room_id


class FairQueue:
    """First in, first out within a room; the rooms take turns."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._rooms: dict[int, deque[Waiting]] = {}
        self._count = 0
        self._something = asyncio.Event()
        self._hopeful: deque[asyncio.Future[None]] = deque()

    def __len__(self) -> int:
        return self._count

    def has_place_for(self, room_id: int) -> bool:
        """Whether a message to this room would be taken in now."""
        room = self._rooms.get(room_id, ())
        return self._count < self._places and len(room) < max(1, self._places // ROOM_SHARE)

    def put(self, waiting: Waiting) -> bool:
        """Take it in and return True, or return False when there is no place for it."""
        if not self.has_place_for(waiting.room_id):
            return False
        self._rooms.setdefault(waiting.room_id, deque()).append(waiting)
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
        self._give_hope(len(taken))
        return taken

    async def freed(self) -> None:
        """Return when something was taken, so that it is worth while to look again."""
        self._hopeful.append(asyncio.get_running_loop().create_future())
        await self._hopeful[-1]

    def _give_hope(self, places: int) -> None:
        while places and self._hopeful:
            waiter = self._hopeful.popleft()
            if not waiter.done():  # whoever has lost patience needs no place
                waiter.set_result(None)
                places -= 1

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
