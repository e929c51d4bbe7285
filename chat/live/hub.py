"""The hub: the sockets of this process. Reads what follows in a room's log, sends it to all once.

A socket stands at the head of a room ("live") and shares the frame that is encoded once, or it is
behind and is given the log from its own cursor until it stands at the head.
"""

import asyncio
import logging
import random
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from chat import journal
from chat.live import protocol
from chat.live.lanes import Lane

logger = logging.getLogger(__name__)

PAGE_MESSAGES = 200
PAGE_BYTES = 256 * 1024
RESYNC_BEYOND = 2_000
POLL_SECONDS = 1.0
POLL_SECONDS_WITHOUT_DOORBELL = 0.25
RETRY_SECONDS = 1.0
YIELD_EVERY_SOCKETS = 200


class Socket(Protocol):
    """What the hub needs of an open connection."""

    async def send(self, frame: str) -> None:
        """Send one frame; raise whatever the server raises for a connection that is gone."""


class Room:
    """What this process knows of one room.

    `head`: the last committed number heard of. `cursor`: where all the live sockets stand.
    """

    __slots__ = ("behind", "cursor", "flush", "head", "id", "live")

    def __init__(self, room_id: int, head: int) -> None:
        self.id = room_id
        self.head = head
        self.cursor = head
        self.live: set[Socket] = set()
        self.behind: dict[Socket, asyncio.Task[None]] = {}
        self.flush: asyncio.Task[None] | None = None

    @property
    def watched(self) -> bool:
        """Whether anybody here looks at the room."""
        return bool(self.live or self.behind)


class Hub:
    """One per process and event loop. Everything here runs on that loop."""

    def __init__(self, lane: Lane, doorbell_is_healthy: Callable[[], bool]) -> None:
        self._lane = lane
        self._doorbell_is_healthy = doorbell_is_healthy
        self._rooms: dict[int, Room] = {}
        self._watched: dict[Socket, set[int]] = {}

    # --- What sockets ask for ---------------------------------------------------------------

    def add(self, socket: Socket) -> None:
        """Take in a socket, which watches nothing yet."""
        self._watched[socket] = set()

    def drop(self, socket: Socket) -> None:
        """Forget a socket."""
        for room_id in self._watched.pop(socket, set()):
            self._forget(self._rooms[room_id], socket)

    def watched_by(self, socket: Socket) -> set[int]:
        """Return the ids of the rooms that the socket watches."""
        return self._watched.get(socket, set())

    def unwatch(self, socket: Socket, room_id: int) -> None:
        """Stop sending this room's changes to the socket."""
        if room_id in self.watched_by(socket):
            self._watched[socket].discard(room_id)
            self._forget(self._rooms[room_id], socket)

    def watch(self, socket: Socket, room_id: int, after: int, head: int) -> str | None:
        """Send the socket all that follows `after` in this room, from now on.

        `head` is the room's last number as just read. Returns None, or a `resync` frame when the
        cursor is beyond the head or too far behind it; the socket is then not watching the room.
        """
        self.unwatch(socket, room_id)
        room = self._told(room_id, head)
        if after > room.head:
            return protocol.resync(room_id, "ahead", room.head)
        if room.head - after > RESYNC_BEYOND:
            return protocol.resync(room_id, "behind", room.head)
        if socket not in self._watched:
            return None
        self._watched[socket].add(room_id)
        room.behind[socket] = asyncio.create_task(self._catch_up(room, socket, after))
        return None

    # --- What the doorbell and the poll tell ------------------------------------------------

    def told(self, heads: Mapping[int, int]) -> None:
        """Hear how far these rooms have come, and send what is new to whoever watches them."""
        for room_id, head in heads.items():
            self._told(room_id, head)

    def _told(self, room_id: int, head: int) -> Room:
        room = self._rooms.setdefault(room_id, Room(room_id, head))
        room.head = max(room.head, head)
        if not room.live and not room.flush:
            room.cursor = room.head
        elif room.cursor < room.head and not room.flush:
            room.flush = asyncio.create_task(self._flush(room))
        return room

    async def poll_for_ever(self) -> None:
        """Read the heads of watched rooms again and again: a ring may have been missed."""
        while True:
            await asyncio.sleep(self._poll_seconds() * random.uniform(0.8, 1.2))
            watched = [room.id for room in self._rooms.values() if room.watched]
            try:
                self.told(await self._lane.run(journal.heads, watched) if watched else {})
            except journal.UNAVAILABLE:
                logger.warning("The heads cannot be read: the database is away")

    def _poll_seconds(self) -> float:
        return POLL_SECONDS if self._doorbell_is_healthy() else POLL_SECONDS_WITHOUT_DOORBELL

    async def heartbeat_for_ever(self, seconds: float) -> None:
        """Tell every socket the heads of its rooms: a lost last message has no other sign."""
        while True:
            await asyncio.sleep(seconds)
            for number, (socket, room_ids) in enumerate(tuple(self._watched.items())):
                heads = {str(room_id): self._rooms[room_id].head for room_id in room_ids}
                await self._send(socket, protocol.frame("heartbeat", heads=heads))
                if number % YIELD_EVERY_SOCKETS == 0:
                    await asyncio.sleep(0)

    # --- The pump ---------------------------------------------------------------------------

    async def _catch_up(self, room: Room, socket: Socket, cursor: int) -> None:
        while cursor < room.cursor:
            frame, cursor = await self._changes(room, cursor, room.cursor)
            if not await self._send(socket, frame):
                return
        # Nothing is awaited between the comparison and this, so there is no hole in between.
        room.behind.pop(socket, None)
        room.live.add(socket)

    async def _flush(self, room: Room) -> None:
        """What arrives while one frame is being sent is carried by the next."""
        try:
            while room.cursor < room.head and room.live:
                frame, room.cursor = await self._changes(room, room.cursor, room.head)
                await self._send_all(tuple(room.live), frame)
        except Exception:
            logger.exception("Room %d could not be flushed; the head poll tries again", room.id)
        finally:
            room.flush = None
        if not room.live:
            room.cursor = room.head

    async def _changes(self, room: Room, after: int, upto: int) -> tuple[str, int]:
        """The next frame of the log, and where it ends."""
        messages = await self._read(room.id, after, upto)
        pieces = [protocol.encode_message(message.facts()) for message in messages]
        taken = _fitting(pieces)
        if taken < len(pieces) or len(pieces) == PAGE_MESSAGES:
            upto = messages[taken - 1].changed_seq
        return protocol.changes(room.id, after, upto, room.head, pieces[:taken]), upto

    async def _read(self, room_id: int, after: int, upto: int) -> list[Any]:
        while True:
            try:
                return await self._lane.run(journal.since, room_id, after, upto, PAGE_MESSAGES)
            except journal.UNAVAILABLE:
                await asyncio.sleep(RETRY_SECONDS)

    async def _send_all(self, sockets: Iterable[Socket], frame: str) -> None:
        for number, socket in enumerate(sockets, 1):
            await self._send(socket, frame)
            if number % YIELD_EVERY_SOCKETS == 0:
                await asyncio.sleep(0)

    async def _send(self, socket: Socket, frame: str) -> bool:
        """Whether it was sent; a connection that is gone is dropped."""
        try:
            await socket.send(frame)
        except Exception as error:
            logger.debug("A socket is gone: %r", error)
            self.drop(socket)
            return False
        return True

    def _forget(self, room: Room, socket: Socket) -> None:
        room.live.discard(socket)
        if task := room.behind.pop(socket, None):
            task.cancel()


def _fitting(pieces: list[bytes]) -> int:
    """How many of the pieces go into one frame: at least one, then as many as the bytes allow."""
    size = 0
    for number, piece in enumerate(pieces):
        size += len(piece)
        if size > PAGE_BYTES:
            return max(1, number)
    return len(pieces)
