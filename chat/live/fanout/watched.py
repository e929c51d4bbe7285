"""What the hub knows of one room, who watches it here, and who is told that somebody does."""

import asyncio
from collections.abc import Mapping
from typing import Protocol

from chat.access.visibility import Entrance
from chat.live.fanout.batch import Batch
from chat.live.fanout.sockets import Socket
from chat.live.pace import Pace

Readers = Mapping[int, Entrance]


class Bell(Protocol):
    """What the hub needs of the doorbell, which it tells in which rooms there are watchers."""

    @property
    def healthy(self) -> bool:
        """Whether rings come."""

    def watch(self, room_id: int) -> None:
        """Hear this room's rings from now on, or soon."""

    def unwatch(self, room_id: int) -> None:
        """Hear them no longer than is convenient."""


class Room:
    """`head`: the last committed number heard of. `cursor`: where all the live sockets stand.

    `owed`: who is to be told what they may do here, which `telling` does.
    `batches`: stretches that are being read, or were, while the live sockets stand where they do.
    """

    __slots__ = (
        "batches",
        "behind",
        "cursor",
        "flush",
        "head",
        "id",
        "live",
        "owed",
        "pace",
        "telling",
    )

    def __init__(self, room_id: int, head: int) -> None:
        self.id = room_id
        self.head = head
        self.cursor = head
        self.live: dict[Socket, Entrance] = {}
        self.behind: dict[Socket, asyncio.Task[None]] = {}
        self.flush: asyncio.Task[None] | None = None
        self.pace = Pace()
        self.owed: set[Socket] = set()
        self.telling: asyncio.Task[None] | None = None
        self.batches: dict[tuple[int, int], asyncio.Task[Batch]] = {}

    @property
    def watched(self) -> bool:
        """Whether anybody here looks at the room."""
        return bool(self.live or self.behind)

    def move(self, cursor: int) -> None:
        """Let the live sockets stand here; what was read up to another place is not kept."""
        self.cursor = cursor
        self.batches.clear()

    def forget(self, socket: Socket) -> None:
        """Drop a socket, whether it was live or behind."""
        self.live.pop(socket, None)
        self.owed.discard(socket)
        task = self.behind.pop(socket, None)
        # A socket that is cut off while it catches up ends its own task by returning.
        if task and task is not asyncio.current_task():
            task.cancel()
