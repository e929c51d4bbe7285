"""The log of people on its way: names, colours and statuses that changed, to every socket.

The same pump as the hub's, for the one log that everybody watches.
"""

import asyncio
import logging
import random
from collections.abc import Callable

from chat.live.database_threads import DatabaseThreads
from chat.live.fanout.sockets import Socket, send_to_all
from chat.live.wire import frames
from chat.live.wire.frames import Frame
from chat.log import journal, user_events
from chat.models import User

logger = logging.getLogger(__name__)

PAGE_PEOPLE = 200
POLL_SECONDS = 1.0


class PeopleLog:
    """One per process. `live` sockets stand at the cursor; those behind are told what they miss.

    `renew` is given everybody who has changed.
    """

    def __init__(self, threads: DatabaseThreads, renew: Callable[[list[User]], None]) -> None:
        self._threads = threads
        self._renew = renew
        self._head = 0
        self._cursor: int | None = None
        self._live: set[Socket] = set()
        self._flushing: asyncio.Task[None] | None = None

    async def watch(self, socket: Socket, after: int | None, head: int) -> None:
        """Tell the socket what follows `after`, from now on; with None what follows `head`.

        `head`: the log's last number as just read.
        """
        self._cursor = head if self._cursor is None else self._cursor
        self.told(head)
        cursor = min(head if after is None else after, head)
        while cursor < self._cursor:
            frame, cursor = await self._frame(cursor, self._cursor)
            socket.send(frame)
        self._live.add(socket)

    def drop(self, socket: Socket) -> None:
        """Forget a socket."""
        self._live.discard(socket)

    def told(self, head: int) -> None:
        """Hear how far the log has come."""
        self._head = max(self._head, head)
        behind = self._cursor is not None and self._cursor < self._head
        if behind and not self._flushing:
            self._flushing = asyncio.create_task(self._flush())

    async def poll_for_ever(self) -> None:
        """Look again and again how far the log has come: a ring may have been missed."""
        while True:
            await asyncio.sleep(POLL_SECONDS * random.uniform(0.8, 1.2))
            try:
                if self._live:
                    self.told(await self._threads.run(user_events.people_head))
            except journal.UNAVAILABLE:
                logger.warning("The head of the people cannot be read: the database is away")

    async def _flush(self) -> None:
        try:
            while self._cursor is not None and self._cursor < self._head:
                frame, self._cursor = await self._frame(self._cursor, self._head)
                await send_to_all(self._live, frame)
        except journal.UNAVAILABLE:
            logger.warning("The log of people cannot be read; the poll tries again")
        finally:
            self._flushing = None

    async def _frame(self, after: int, upto: int) -> tuple[Frame, int]:
        people: list[User] = await self._threads.run(
            user_events.people_since, after, upto, PAGE_PEOPLE
        )
        self._renew(people)
        if len(people) == PAGE_PEOPLE:
            upto = people[-1].changed_seq
        told = [person.profile() for person in people]
        return frames.frame("people", after=after, upto=upto, head=self._head, people=told), upto
