"""What waits to be written: bounded in number and in bytes, and fair between rooms."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from sys import getsizeof

from chat.actions.messages.posting import Outcome
from chat.actions.messages.preparing import Prepared, Send

ROOM_SHARE = 2
"""One room may hold at most this part of the queue: a flood in it leaves places to the others."""

PLACE_BYTES = 4_096
"""Each place has so many bytes of memory: long messages take those of several."""


@dataclass(slots=True)
class Waiting:
    """Something to store, and who is told the outcome. `size`: the bytes that its texts take."""

    message: Send | Prepared
    told: Callable[[Outcome], None]
    size: int = field(init=False)

    def __post_init__(self) -> None:
        self.size = sum(map(getsizeof, self.message.strings))

    @property
    def room_id(self) -> int:
        """The room that it is for."""
        return self.message.room_id


class Row:
    """What waits in one place, in order, and how much memory it takes."""

    __slots__ = ("_waiting", "size")

    def __init__(self) -> None:
        self._waiting: deque[Waiting] = deque()
        self.size = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, waiting: Waiting) -> None:
        """Take it in behind the others."""
        self._waiting.append(waiting)
        self.size += waiting.size

    def take(self) -> Waiting:
        """Return the first, which waits no more."""
        first = self._waiting.popleft()
        self.size -= first.size
        return first


class FairQueue:
    """First in, first out within a room; the rooms take turns."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._rooms: dict[int, Row] = {}
        self._count = self._size = 0
        self._something = asyncio.Event()
        self._hopeful: deque[asyncio.Future[None]] = deque()

    def __len__(self) -> int:
        return self._count

    def has_place_for(self, room_id: int) -> bool:
        """Whether a message to this room would be taken in now, however long it is."""
        row = self._rooms.get(room_id, Row())
        share = max(1, self._places // ROOM_SHARE)
        return _is_below(self._count, self._size, self._places) and _is_below(
            len(row), row.size, share
        )

    def put(self, waiting: Waiting) -> bool:
        """Take it in and return True, or return False when there is no place for it."""
        if not self.has_place_for(waiting.room_id):
            return False
        self._rooms.setdefault(waiting.room_id, Row()).put(waiting)
        self._count += 1
        self._size += waiting.size
        self._something.set()
        return True

    async def something(self) -> None:
        """Return when there is something to take."""
        await self._something.wait()

    def take(self, most: int, size: int) -> list[Waiting]:
        """Return up to `most` of what waits: of long messages fewer, about `size` bytes of them."""
        taken = self._take_in_turns(min(most, self._count), size)
        self._count -= len(taken)
        self._size -= sum(one.size for one in taken)
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

    def _take_in_turns(self, number: int, size: int) -> list[Waiting]:
        taken: list[Waiting] = []
        while len(taken) < number and size > 0:
            room_id, row = next(iter(self._rooms.items()))
            share = max(1, (number - len(taken)) // len(self._rooms))
            part = _part(row, share, size // len(self._rooms))
            size -= sum(one.size for one in part)
            taken += part
            del self._rooms[room_id]  # to the end of the row, unless it is done
            if row:
                self._rooms[room_id] = row
        return taken


def _part(row: Row, number: int, size: int) -> list[Waiting]:
    """At least one, and more while both number and size allow it."""
    part: list[Waiting] = []
    while row and (not part or (len(part) < number and size > 0)):
        part.append(row.take())
        size -= part[-1].size
    return part


def _is_below(count: int, size: int, places: int) -> bool:
    return count < places and size < places * PLACE_BYTES
