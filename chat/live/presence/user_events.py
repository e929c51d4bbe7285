"""What concerns one person's sockets: their rooms changed, they read elsewhere, they signed out."""

import asyncio
import logging
import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from chat.access import visibility
from chat.live.database_threads import DatabaseThreads
from chat.live.fanout.sockets import send_to_all
from chat.live.presence.people import People
from chat.live.wire import frames
from chat.log import journal, user_events
from chat.models import Notice, Room, User

logger = logging.getLogger(__name__)

POLL_SECONDS = 1.0
FORGET_EVERY_SECONDS = 3_600.0


@dataclass(frozen=True, slots=True)
class Standings:
    """A person's rooms, and whom they have blocked."""

    rooms: list[Room]
    blocked: list[int]

    def facts(self) -> dict[str, Any]:
        """Return the fields of `rooms`."""
        return {"rooms": [room.facts_for_member() for room in self.rooms], "blocked": self.blocked}


class UserEvents:
    """Finds new user events in this process, when told or by looking, and acts on each once."""

    def __init__(
        self,
        threads: DatabaseThreads,
        people: People,
        look_again: Callable[[int], Any],
        ban: Callable[[int], Any],
        hush: Callable[[int, int], None],
    ) -> None:
        self._threads = threads
        self._people = people
        self._look_again = look_again
        self._ban = ban
        self._hush = hush
        self._seen: set[int] | None = None
        self._looked_at: datetime = timezone.now()
        self._owed: set[int] = set()
        self._told = asyncio.Event()

    def told(self) -> None:
        """Hear that there is a new notice somewhere."""
        self._told.set()

    def owe_rooms(self, user_id: int) -> None:
        """Tell this person's sockets their rooms anew, soon."""
        self._owed.add(user_id)
        self._told.set()

    async def run(self) -> None:
        """Look for notices when told, and once a second in any case, until cancelled."""
        while True:
            try:
                await self._look()
            except journal.UNAVAILABLE:
                logger.warning("The notices cannot be read: the database is away")
            try:
                async with asyncio.timeout(POLL_SECONDS * random.uniform(0.8, 1.2)):
                    await self._told.wait()
            except TimeoutError:
                pass
            self._told.clear()

    async def _look(self) -> None:
        """What could not be acted on while the database was away is found by the next look."""
        now = timezone.now()
        found = await self._threads.run(user_events.since, self._looked_at)
        # What was there before this process served anybody concerns no socket of it.
        new = [] if self._seen is None else [one for one in found if one.pk not in self._seen]
        await self._act(one for one in new if self._people.sockets_of(one.user_id))
        self._seen, self._looked_at = {one.pk for one in found}, now
        await self._tell_owed()

    async def _tell_owed(self) -> None:
        owed, self._owed = self._owed, set()
        try:
            for user_id in owed:
                await self._tell_rooms(user_id)
        except journal.UNAVAILABLE:
            self._owed |= owed
            raise

    async def _act(self, new: Iterable[Notice]) -> None:
        """Several notices of one kind for one person are one; a ban is told before its sign-out."""
        kinds = dict.fromkeys((one.user_id, one.kind) for one in new)
        for user_id, kind in sorted(kinds, key=lambda pair: pair[1] != Notice.Kind.BANNED):
            if kind == Notice.Kind.BANNED:
                await self._ban(user_id)
            elif kind == Notice.Kind.SIGNED_OUT:
                await self._look_again(user_id)
            else:
                await self._tell_rooms(user_id)

    async def _tell_rooms(self, user_id: int) -> None:
        """Tell the person's sockets all their rooms anew, whom they have blocked, and others where
        they fall silent.
        """
        read_at = time.monotonic()
        for socket in self._people.sockets_of(user_id):
            socket.standings_read_at = read_at
        standings = await self._threads.run(_standings, User(pk=user_id))
        for room_id in self._people.silence(user_id, visibility.silences(standings.rooms)):
            self._hush(room_id, user_id)
        told = frames.frame("rooms", **standings.facts())
        await send_to_all(self._people.sockets_of(user_id), told)

    async def tell_own(self, kind: str, told: dict[str, Any]) -> None:
        """Tell the person's sockets, and nobody else, what they did on one of their devices."""
        user_id = told["user"]
        fields = {name: value for name, value in told.items() if name != "user"}
        await send_to_all(self._people.sockets_of(user_id), frames.frame(kind, **fields))

    async def tell_not_posted(self, told: dict[str, Any]) -> None:
        """Tell the author's sockets that a moderator does not post what was held."""
        answer = frames.error("blocked", nonce=UUID(told["nonce"]), room=told["room"])
        await send_to_all(self._people.sockets_of(told["user"]), answer)

    async def forget_for_ever(self, writing: DatabaseThreads) -> None:
        """Delete old notices now and then, until cancelled."""
        while True:
            await asyncio.sleep(FORGET_EVERY_SECONDS * random.uniform(0.5, 1.5))
            try:
                await writing.run(user_events.forget_old)
            except journal.UNAVAILABLE:
                logger.warning("Old notices could not be deleted: the database is away")


def _standings(user: User) -> Standings:
    return Standings(visibility.joined_rooms(user), visibility.blocked(user))
