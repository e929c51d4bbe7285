"""All the sockets of a run: opened together, watched together."""

import asyncio
import itertools
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from picows import WSError, ws_connect

from bench.load.client import Client, Tally
from bench.load.dialects import CLIENTS

SAMPLED = 4
OPENING_AT_ONCE = 100
HANDSHAKE_SECONDS = 30
LOOK_SECONDS = 0.01
STALL_SECONDS = 5.0
OWED_SECONDS = 60.0
RETRY_SECONDS = 0.5
ATTEMPTS_MAX = 6


@dataclass(frozen=True)
class Place:
    """Where the sockets go and who opens them; from the run's specification."""

    dialect: str
    urls: Sequence[str]
    members: Sequence[dict[str, Any]]


class Crowd:
    """Every member's socket."""

    def __init__(self, place: Place) -> None:
        self.tally = Tally()
        self.owed = 0
        self._place = place
        every = max(1, len(place.members) // SAMPLED)
        kind = CLIENTS[place.dialect]
        self.clients = [
            kind(**member, tally=self.tally, parses=number % every == every // 2)
            for number, member in enumerate(place.members)
        ]

    async def open(self) -> Self:
        """Open all sockets, a bounded number at once, and wait until all are greeted."""
        limit = asyncio.Semaphore(OPENING_AT_ONCE)

        async def one(client: Client, url: str) -> None:
            async with limit:
                await connect_at_last(client, url, self.tally.refusals)

        await asyncio.gather(*itertools.starmap(one, self.addressed()))
        return self

    def addressed(self) -> Iterable[tuple[Client, str]]:
        """Give each client with the server it goes to: in turns, when there are several."""
        return zip(self.clients, itertools.cycle(self._place.urls), strict=False)

    @property
    def url(self) -> str:
        """Return where the sockets of the first server are opened."""
        return self._place.urls[0]

    @property
    def seen(self) -> int:
        """How many messages all of them have been given."""
        return sum(client.seen for client in self.clients)

    async def until_seen(self, wanted: int, give_up_seconds: float) -> float:
        """Wait until so many messages were given, or none has come for a while; return when."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + give_up_seconds
        seen, last = self.seen, loop.time()
        while seen < wanted and loop.time() < min(deadline, last + STALL_SECONDS):
            await asyncio.sleep(LOOK_SECONDS)
            if (now := self.seen) > seen:
                seen, last = now, loop.time()
        return last

    async def until_quiet(self) -> None:
        """Wait until a server that owes deliveries sends nothing any more, or for a minute."""
        if self.owed:
            await self.until_seen(self.seen + self.owed, OWED_SECONDS)
            self.owed = 0


async def connect_at_last(client: Client, url: str, failures: Counter[str]) -> None:
    """Connect; after a failure count it, wait and try again, as the page does."""
    for attempt in range(ATTEMPTS_MAX):
        try:
            return await connect(client, url)
        except (WSError, OSError, TimeoutError) as error:
            failures[type(error).__name__] += 1
            client.leave()
            await asyncio.sleep(random.uniform(0, RETRY_SECONDS * 2**attempt))


async def connect(client: Client, url: str) -> None:
    """Open a client's socket and wait until it is greeted.

    Raises WSError, OSError, TimeoutError.
    """
    await ws_connect(
        lambda: client,
        url + client.path.format(room=client.room),
        extra_headers=client.headers(url),
        websocket_handshake_timeout=HANDSHAKE_SECONDS,
        read_buffer_init_size=4096,
    )
    await asyncio.wait_for(asyncio.shield(client.ready), HANDSHAKE_SECONDS)
