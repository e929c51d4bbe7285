"""The hub: the sockets of this process. Reads what follows in a room's log, sends it to all once.

A socket stands at the head of a room ("live") and shares the frame that is encoded once, or it is
behind and is given the log from its own cursor until it stands at the head.
"""

import asyncio
import logging
import random
import time
from collections.abc import Iterable, Mapping

from chat import metrics
from chat.access.visibility import Entrance
from chat.live.database_threads import DatabaseThreads
from chat.live.fanout.batch import Batch, Facts
from chat.live.fanout.reader import LogReader
from chat.live.fanout.sockets import YIELD_EVERY_SOCKETS, Socket
from chat.live.fanout.watched import Bell, Readers, Room
from chat.live.wire import frames
from chat.live.wire.frames import Frame
from chat.log import journal

logger = logging.getLogger(__name__)

RESYNC_BEYOND = 2_000
POLL_SECONDS = 1.0
POLL_SECONDS_WITHOUT_DOORBELL = 0.25


class Hub:
    """One per process and event loop. Everything here runs on that loop."""

    def __init__(self, threads: DatabaseThreads, doorbell: Bell) -> None:
        self._threads = threads
        self._log = LogReader(threads)
        self._doorbell = doorbell
        self._rooms: dict[int, Room] = {}
        self._watched: dict[Socket, set[int]] = {}
        self._to_look_at: set[int] = set()
        self._something_to_look_at = asyncio.Event()
        self._telling: set[asyncio.Task[None]] = set()

    # --- What sockets ask for ---------------------------------------------------------------

    def add(self, socket: Socket) -> None:
        """Take in a socket, which watches nothing yet."""
        self._watched[socket] = set()

    def drop(self, socket: Socket) -> None:
        """Forget a socket."""
        for room_id in self._watched.pop(socket, set()):
            self._forget(socket, room_id)

    def watched_by(self, socket: Socket) -> set[int]:
        """Return the ids of the rooms that the socket watches."""
        return self._watched.get(socket, set())

    def watchers(self, room_id: int) -> Mapping[Socket, Entrance]:
        """Return the sockets that stand at the head of this room, with what each may read."""
        room = self._rooms.get(room_id)
        return room.live if room else {}

    def heads_of(self, socket: Socket) -> dict[int, int]:
        """Return how far the rooms have come that the socket watches."""
        return {room_id: self._rooms[room_id].head for room_id in self.watched_by(socket)}

    def unwatch(self, socket: Socket, room_id: int) -> None:
        """Stop sending this room's changes to the socket."""
        if room_id in self.watched_by(socket):
            self._watched[socket].discard(room_id)
            self._forget(socket, room_id)

    def _forget(self, socket: Socket, room_id: int) -> None:
        room = self._rooms[room_id]
        room.forget(socket)
        if not room.watched:
            self._doorbell.unwatch(room_id)

    def watch(self, socket: Socket, room_id: int, after: int, entrance: Entrance) -> Frame | None:
        """Send the socket all that follows `after` in this room, from now on.

        `entrance`: as just read. Returns None, or a `resync` frame when the cursor is beyond the
        head, too far behind it, or before the person's time in the room, so that all that the
        client holds is not theirs to see any more; the socket is then not watching the room.
        """
        self.unwatch(socket, room_id)
        room = self._told(room_id, entrance.head)
        if after > room.head:
            return frames.resync(room_id, "ahead", room.head)
        if room.head - after > RESYNC_BEYOND or 0 < after <= entrance.floor:
            return frames.resync(room_id, "behind", room.head)
        if socket not in self._watched:
            return None
        self._watched[socket].add(room_id)
        self._place(room, socket, after, entrance)
        if not entrance.is_listed:
            self._owe_rights(room, socket)
        self._doorbell.watch(room_id)
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
            room.move(room.head)
        elif room.cursor < room.head and not room.flush:
            room.flush = asyncio.create_task(self._flush(room))
        return room

    async def poll_for_ever(self) -> None:
        """Read the heads of watched rooms again and again: a ring may have been missed."""
        while True:
            await asyncio.sleep(self._poll_seconds() * random.uniform(0.8, 1.2))
            await self._read_heads([room.id for room in self._rooms.values() if room.watched])

    def _poll_seconds(self) -> float:
        return POLL_SECONDS if self._doorbell.healthy else POLL_SECONDS_WITHOUT_DOORBELL

    def look_at(self, room_ids: Iterable[int]) -> None:
        """Read these rooms' heads soon: until now their rings may have gone by."""
        self._to_look_at.update(room_ids)
        self._something_to_look_at.set()

    async def look_for_ever(self) -> None:
        """Read the heads of rooms that are to be looked at, all that gather meanwhile together."""
        while True:
            await self._something_to_look_at.wait()
            self._something_to_look_at.clear()
            room_ids, self._to_look_at = self._to_look_at, set()
            await self._read_heads(list(room_ids))

    async def _read_heads(self, room_ids: list[int]) -> None:
        try:
            self.told(await self._threads.run(journal.heads, room_ids) if room_ids else {})
        except journal.UNAVAILABLE:
            logger.warning("The heads cannot be read: the database is away")

    # --- The pump ---------------------------------------------------------------------------

    def _place(self, room: Room, socket: Socket, cursor: int, entrance: Entrance) -> None:
        """Among the live ones, or among those who are given what they miss first.

        Nothing is awaited between the comparison and the placing, so there is no hole in between.
        """
        if cursor >= room.cursor and not socket.full:
            room.behind.pop(socket, None)
            room.live[socket] = entrance
        else:
            work = self._catch_up(room, socket, cursor, entrance)
            room.behind[socket] = asyncio.create_task(work)

    async def _catch_up(self, room: Room, socket: Socket, cursor: int, entrance: Entrance) -> None:
        try:
            while cursor < room.cursor or socket.full:
                await socket.drained()
                if room.cursor - cursor > RESYNC_BEYOND:
                    return self._start_anew(room, socket)
                batch = await self._log.batch(room, cursor, room.cursor)
                now = await self._entrance_after(room, socket, batch, entrance)
                self._deliver(room, socket, batch, entrance, now)
                if now is None or now.floor > entrance.floor:
                    return
                cursor, entrance = batch.upto, now
            self._place(room, socket, cursor, entrance)
        except Exception:
            logger.exception("A socket could not catch up in room %d and starts anew", room.id)
            self._start_anew(room, socket)

    async def _entrance_after(
        self, room: Room, socket: Socket, batch: Batch, entrance: Entrance
    ) -> Entrance | None:
        """What ended before the entrance was read has been regarded in it."""
        if not batch.changes_entrance or batch.upto <= entrance.head:
            return entrance
        readers = await self._log.readers(room, {socket.user_id})
        return readers.get(socket.user_id)

    async def _flush(self, room: Room) -> None:
        """What comes while one frame is being sent, or right behind it, is carried by the next."""
        try:
            while room.cursor < room.head and room.live:
                await room.pace.next()
                batch = await self._log.batch(room, room.cursor, room.head)
                readers = await self._log.readers_at_head(room) if batch.changes_entrance else None
                room.move(batch.upto)
                await self._deliver_to_all(room, batch, readers)
                metrics.flushed(
                    one.created_at for one in batch.messages if one.seq == one.changed_seq
                )
        except Exception:
            logger.exception("Room %d could not be flushed; the head poll tries again", room.id)
        finally:
            room.flush = None
        if not room.live:
            room.move(room.head)

    # --- The delivery -----------------------------------------------------------------------

    async def _deliver_to_all(self, room: Room, batch: Batch, readers: Readers | None) -> None:
        is_plain = readers is None and batch.postscript is None
        lowest, whole = batch.lowest if is_plain else 0, batch.whole
        for number, (socket, entrance) in enumerate(tuple(room.live.items()), 1):
            if socket not in room.live:
                continue  # it left while this was waiting for its turn
            if socket.full:
                self._fall_behind(room, socket, batch.after)
            elif entrance.floor < lowest:
                socket.send(whole)
            else:
                now = entrance if readers is None else readers.get(socket.user_id)
                self._deliver(room, socket, batch, entrance, now)
            if number % YIELD_EVERY_SOCKETS == 0:
                await asyncio.sleep(0)

    def _fall_behind(self, room: Room, socket: Socket, cursor: int) -> None:
        """Spare a client that does not keep up; it is given the log again once it has read."""
        entrance = room.live.pop(socket, None)
        if entrance is not None:
            self._place(room, socket, cursor, entrance)

    def _deliver(
        self, room: Room, socket: Socket, batch: Batch, before: Entrance, now: Entrance | None
    ) -> None:
        """Tell a reader what they may see of it, and what they are no more."""
        if now is None:
            return self._part(room, socket, batch.until_removal_of(socket.user_id), before)
        if now.floor > before.floor:
            return self._start_anew(room, socket)
        if socket in room.live:
            room.live[socket] = now
        socket.send(batch.frame(now.floor))
        is_guest = before.is_member and not now.is_member
        if is_guest:
            socket.send(frames.removed(room.id, batch.upto, readable=True))
        if batch.postscript:
            self._tell_facts(room, socket, batch.postscript)
        if is_guest or batch.changes_rights:
            self._owe_rights(room, socket)

    def _tell_facts(self, room: Room, socket: Socket, facts: Facts) -> None:
        """What was read before the list of rooms that a socket was told must not come behind it."""
        if facts.read_at >= socket.standings_read_at:
            return socket.send(facts.frame)
        telling = asyncio.create_task(self._tell_newest_facts(room, socket))
        self._telling.add(telling)
        telling.add_done_callback(self._telling.discard)

    async def _tell_newest_facts(self, room: Room, socket: Socket) -> None:
        try:
            facts = await self._log.facts(room)
        except Exception:
            logger.exception("What room %d is could not be told", room.id)
        else:
            if room.id in self.watched_by(socket):
                self._tell_facts(room, socket, facts)

    def _owe_rights(self, room: Room, socket: Socket) -> None:
        """Tell this reader soon what they may do here now, together with all who wait for it."""
        room.owed.add(socket)
        if room.telling is None:
            room.telling = asyncio.create_task(self._tell_rights(room))

    async def _tell_rights(self, room: Room) -> None:
        try:
            while room.owed:
                owed, room.owed = room.owed, set()
                read_at = time.monotonic()
                rights = await self._log.rights(room, {socket.user_id for socket in owed})
                await self._hand_out(room, owed, rights, read_at)
        except Exception:
            logger.exception("What people may do in room %d could not be told", room.id)
        finally:
            room.telling = None

    async def _hand_out(
        self, room: Room, owed: set[Socket], rights: Mapping[int, Frame], read_at: float
    ) -> None:
        """What was read before a list of rooms that a socket was told is read for it once more."""
        for number, socket in enumerate(owed, 1):
            if room.id not in self.watched_by(socket):
                continue
            if read_at < socket.standings_read_at:
                room.owed.add(socket)
            else:
                socket.send(rights[socket.user_id])
            if number % YIELD_EVERY_SOCKETS == 0:
                await asyncio.sleep(0)

    def _part(self, room: Room, socket: Socket, rest: Batch, before: Entrance) -> None:
        """The last that somebody hears of a room that they may not read any more."""
        self.unwatch(socket, room.id)
        if rest.messages:
            socket.send(rest.frame(before.floor))
        socket.send(frames.removed(room.id, rest.upto, readable=False))

    def _start_anew(self, room: Room, socket: Socket) -> None:
        """Somebody who went and came back sees less than before: the client drops what it holds."""
        self.unwatch(socket, room.id)
        socket.send(frames.resync(room.id, "behind", room.head))
