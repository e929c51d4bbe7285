"""Reads the next stretch of a room's log for the hub: once, however many ask for it."""

import asyncio
import time
from collections.abc import Callable, Collection
from typing import ParamSpec, TypeVar

from chat.access import visibility
from chat.live.database_threads import DatabaseThreads
from chat.live.fanout.batch import BATCH_BYTES, BATCH_MESSAGES, Batch, Facts, batch_of
from chat.live.fanout.watched import Readers, Room
from chat.live.wire import frames
from chat.live.wire.frames import Frame
from chat.log import journal

RETRY_SECONDS = 1.0
BATCH_PARTS = 4
BATCH_FIRST = BATCH_MESSAGES // BATCH_PARTS

P = ParamSpec("P")
T = TypeVar("T")


class LogReader:
    """One per hub. What cannot be read while the database is away is asked for until it can."""

    def __init__(self, threads: DatabaseThreads) -> None:
        self._threads = threads

    async def batch(self, room: Room, after: int, upto: int) -> Batch:
        """Return the next stretch of the log; whoever asks for the same one meanwhile shares it."""
        messages = journal.remembered(room.id, after, min(upto, after + BATCH_MESSAGES))
        if messages is not None:
            return batch_of(room.id, after, messages[-1].changed_seq, room.head, messages)
        reading = room.batches.get((after, upto))
        if reading is None or (reading.done() and reading.exception()):
            reading = asyncio.create_task(self._read_batch(room, after, upto))
            room.batches[after, upto] = reading
        return await asyncio.shield(reading)

    async def _read_batch(self, room: Room, after: int, upto: int) -> Batch:
        """Read it, with the room's facts behind it when they changed."""
        batch = await self._read(_read, room.id, after, upto, room.head)
        if batch.changes_room:
            batch.postscript = await self.facts(room)
        return batch

    async def facts(self, room: Room) -> Facts:
        """Return what the room is now."""
        read_at = time.monotonic()
        facts = await self._read(visibility.room_facts, room.id)
        return Facts(frames.frame("room", room=room.id, facts=facts), read_at)

    async def rights(self, room: Room, user_ids: Collection[int]) -> dict[int, Frame]:
        """Return the frames that tell these people what they may do in the room now."""
        return await self._read(_rights, room.id, user_ids)

    async def readers(self, room: Room, user_ids: Collection[int]) -> Readers:
        """Return who of these people may read on in the room, and what."""
        return await self._read(visibility.readers, room.id, user_ids)

    async def readers_at_head(self, room: Room) -> Readers:
        """Return the same of all who stand at the head, and of those who come there meanwhile."""
        found: Readers = {}
        asked: set[int] = set()
        while missing := {socket.user_id for socket in room.live} - asked:
            found = {**found, **await self.readers(room, missing)}
            asked |= missing
        return found

    async def _read(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        while True:
            try:
                return await self._threads.run(call, *args, **kwargs)
            except journal.UNAVAILABLE:
                await asyncio.sleep(RETRY_SECONDS)


def _rights(room_id: int, user_ids: Collection[int]) -> dict[int, Frame]:
    """Encoded once for all who may do the same."""
    rights = visibility.rights_in(room_id, user_ids)
    told = {
        one: frames.frame("rights", room=room_id, rights=one.facts())
        for one in set(rights.values())
    }
    return {user_id: told[one] for user_id, one in rights.items()}


def _read(room_id: int, after: int, upto: int, head: int) -> Batch:
    """Encoded where it is read, so that the loop need not; of long messages no more than fits."""
    messages = journal.since(room_id, after, upto, BATCH_FIRST)
    if len(messages) == BATCH_FIRST:
        last = messages[-1].changed_seq
        if sum(message.weight for message in messages) * BATCH_PARTS > BATCH_BYTES:
            upto = last
        else:
            messages += journal.since(room_id, last, upto, BATCH_MESSAGES - BATCH_FIRST)
    return batch_of(room_id, after, upto, head, messages)
