"""Whether this place is closed to writing just now, told to every socket when that changes."""

import asyncio
import logging
import random
from collections.abc import Callable, Iterable
from contextlib import suppress

from chat.actions.maintenance import notice
from chat.live.database_threads import DatabaseThreads
from chat.live.fanout.sockets import Socket, send_to_all
from chat.live.wire import frames
from chat.log import journal

logger = logging.getLogger(__name__)

POLL_SECONDS = 1.0


class Maintenance:
    """Looks when told, and once a second in any case: a command that switches it has no bell."""

    def __init__(self, threads: DatabaseThreads, everybody: Callable[[], Iterable[Socket]]) -> None:
        self._threads = threads
        self._everybody = everybody
        self._told = asyncio.Event()
        self._shown = notice.sentence

    @property
    def sentence(self) -> str:
        """What people are told; nothing while they may write."""
        return self._shown

    def told(self) -> None:
        """Hear that something about the whole place was changed."""
        self._told.set()

    async def run(self) -> None:
        """Look, and tell what has changed, until cancelled."""
        while True:
            with suppress(*journal.UNAVAILABLE):  # others say so; what held, holds
                await self._look()
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS * random.uniform(0.8, 1.2)):
                    await self._told.wait()
            self._told.clear()

    async def _look(self) -> None:
        sentence = await self._threads.run(notice.read)
        if sentence == self._shown:
            return
        self._shown = sentence
        logger.warning("Maintenance: %s", sentence or "it is over")
        await send_to_all(self._everybody(), frames.frame("maintenance", text=sentence))
