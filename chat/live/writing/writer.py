"""The writer: gathers what arrives while a commit is in flight, and stores it all at once."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress

from django.db import DatabaseError

from chat import metrics
from chat.actions.messages.posting import Outcome, post_messages
from chat.actions.messages.preparing import Prepared, Send
from chat.actions.refusal import Refused, refusal_of
from chat.live.database_threads import DatabaseThreads
from chat.live.pace import Pace
from chat.live.writing.queue import FairQueue, Waiting
from chat.log.journal import UNAVAILABLE

logger = logging.getLogger(__name__)

BATCH_MAX = 256
BATCH_BYTES = 4 * 1_024 * 1_024
PATIENCE_SECONDS = 1.0
"""So long a message waits for a place in the queue, and with it all else that its socket sends."""


class Writer:
    """One per process; its queue keeps each sender's order, and its one thread is the only writer.

    A sender that goes away does not stop what it has handed in.
    """

    def __init__(self, threads: DatabaseThreads, queue_max: int) -> None:
        self._threads = threads
        self._queue = FairQueue(queue_max)
        self._pace = Pace()

    def submit(self, message: Send | Prepared, told: Callable[[Outcome], None]) -> None:
        """Hand in a message; `told` is called once it is stored, or with why it is not.

        `busy`: more waits, in number or in bytes, than may wait. `unavailable`: the database is
        away; whether this was stored is unknown, and the same nonce may be sent again without harm.
        """
        if not self._queue.put(Waiting(message, told)):
            told(Refused("busy"))

    async def place_for(self, room_id: int) -> None:
        """Return when there is a place for a message to this room, or patience has ended."""
        if self._queue.has_place_for(room_id):
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                while not self._queue.has_place_for(room_id):
                    await self._queue.freed()

    async def run(self) -> None:
        """Store what comes in until cancelled."""
        while True:
            await self._queue.something()
            await self._pace.next()
            batch = self._queue.take(BATCH_MAX, BATCH_BYTES)
            metrics.writer_queue.set(len(self._queue))
            with metrics.commits.measured(len(batch)):
                outcomes = await self._store([waiting.message for waiting in batch])
            for waiting, outcome in zip(batch, outcomes, strict=True):
                _tell(waiting, outcome)

    async def _store(self, messages: Sequence[Send | Prepared]) -> list[Outcome]:
        try:
            return await self._once_more(messages)
        except UNAVAILABLE as error:
            why = str(error).partition("\n")[0]  # what follows may quote what somebody wrote
            logger.warning("%d messages wait in their outboxes: %s", len(messages), why)
            return [refusal_of(error) for _ in messages]
        except Refused as refusal:  # which concerns everybody, whatever they send
            return [refusal for _ in messages]
        except Exception as error:
            return await self._halved(messages, error)

    async def _once_more(self, messages: Sequence[Send | Prepared]) -> list[Outcome]:
        """A connection that was lost during COMMIT leaves the outcome unknown.

        Asking again answers it: what was stored is found by its nonce, the rest is stored now.
        """
        try:
            return await self._threads.run(post_messages, messages)
        except UNAVAILABLE:
            return await self._threads.run(post_messages, messages)

    async def _halved(self, messages: Sequence[Send | Prepared], error: Exception) -> list[Outcome]:
        """One poisonous message must not fail those that came with it: find it by halving."""
        if len(messages) == 1:
            if isinstance(error, DatabaseError):
                logger.error("A message could not be stored", exc_info=error)
                return [Refused("bad_text")]
            return [refusal_of(error)]
        middle = len(messages) // 2
        return await self._store(messages[:middle]) + await self._store(messages[middle:])


def _tell(waiting: Waiting, outcome: Outcome) -> None:
    try:
        waiting.told(outcome)
    except Exception:
        logger.exception("An outcome could not be told; the writer goes on")
