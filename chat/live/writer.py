"""The writer: gathers what arrives while a commit is in flight, and stores it all at once."""

import asyncio
import logging
from collections.abc import Sequence
from typing import NamedTuple

from django.db import DatabaseError

from chat.actions.messages import Outcome, Send, post_messages
from chat.actions.refusal import Refused
from chat.journal import UNAVAILABLE
from chat.live.lanes import Lane

logger = logging.getLogger(__name__)

BATCH_MAX = 64


class Waiting(NamedTuple):
    """Something to store, and who waits for the outcome."""

    send: Send
    outcome: asyncio.Future[Outcome]


class Writer:
    """One per process; its queue keeps each sender's order, and its one thread is the only writer.

    A sender that goes away does not stop what it has handed in.
    """

    def __init__(self, lane: Lane, queue_max: int) -> None:
        self._lane = lane
        self._queue: asyncio.Queue[Waiting] = asyncio.Queue(queue_max)

    def submit(self, send: Send) -> asyncio.Future[Outcome]:
        """Hand in a message; the future resolves once it is stored, or to why it is not.

        `busy`: more waits than may wait. `unavailable`: the database is away; whether this was
        stored is unknown, and the same nonce may be sent again without harm.
        """
        outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        try:
            self._queue.put_nowait(Waiting(send, outcome))
        except asyncio.QueueFull:
            outcome.set_result(Refused("busy"))
        return outcome

    async def run(self) -> None:
        """Store what comes in until cancelled."""
        while True:
            batch = [await self._queue.get()]
            while len(batch) < BATCH_MAX and not self._queue.empty():
                batch.append(self._queue.get_nowait())
            outcomes = await self._store([waiting.send for waiting in batch])
            for waiting, outcome in zip(batch, outcomes, strict=True):
                _resolve(waiting.outcome, outcome)

    async def _store(self, sends: Sequence[Send]) -> list[Outcome]:
        try:
            return await self._lane.run(post_messages, sends)
        except UNAVAILABLE:
            logger.exception("The database is away; %d messages wait in their outboxes", len(sends))
            return [Refused("unavailable") for _ in sends]
        except Exception as error:
            return await self._halved(sends, error)

    async def _halved(self, sends: Sequence[Send], error: Exception) -> list[Outcome]:
        """One poisonous message must not fail those that came with it: find it by halving."""
        if len(sends) == 1:
            logger.error("A message could not be stored", exc_info=error)
            return [Refused("bad_text" if isinstance(error, DatabaseError) else "internal")]
        middle = len(sends) // 2
        return await self._store(sends[:middle]) + await self._store(sends[middle:])


def _resolve(future: asyncio.Future[Outcome], outcome: Outcome) -> None:
    if not future.done():
        future.set_result(outcome)
