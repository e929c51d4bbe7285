"""A replay, from its first step to what everybody saw."""

import asyncio
import signal
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from typing import Any

from asgiref.sync import sync_to_async
from django.db import connections

from chat.management.replaying.cast import Cast
from chat.management.replaying.script import Step, speakers
from chat.management.replaying.speaker import Speaker
from chat.management.replaying.verdict import Sent, Verdict
from clients.python.client import Client, RoomLog, Unwelcome

OPENING_SECONDS = 15.0
SETTLING_SECONDS = 30.0
GLANCE_SECONDS = 0.1


class ServerUnavailable(Exception):
    """The server does not let the watchers in; the text says why."""


class Performance:
    """Plays the steps at `speed` times their pace; Ctrl-C ends it early."""

    def __init__(self, cast: Cast, url: str, speed: float, bar: Any) -> None:
        self._cast = cast
        self._url = url
        self._speed = speed
        self._bar = bar
        self._sent: list[Sent] = []
        self._speakers: dict[str, Speaker] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._stop = asyncio.Event()

    async def run(self, steps: Sequence[Step]) -> Verdict:
        """Play the steps, wait until everybody has seen everything, and return the verdict.

        Raises ServerUnavailable.
        """
        start = await sync_to_async(self._cast.head)()
        async with AsyncExitStack() as stack:
            logs = await self._open_watchers(stack, start)
            asyncio.get_running_loop().add_signal_handler(signal.SIGINT, self._interrupt)
            await self._play(steps)
            await self._finish()
            head = await sync_to_async(self._cast.head)()
            await _settled(logs.values(), head)
        stored = await sync_to_async(self._cast.stored)(start, head)
        await sync_to_async(connections.close_all)()
        seen = {
            name: [message for message in log.messages.values() if message["seq"] <= head]
            for name, log in logs.items()
        }
        return Verdict(self._sent, stored, seen)

    def _interrupt(self) -> None:
        """End gracefully; a second Ctrl-C ends the process as usual."""
        self._stop.set()
        self._bar.write("Stopped; what follows is the verdict so far.", file=sys.stderr)
        asyncio.get_running_loop().remove_signal_handler(signal.SIGINT)

    async def _open_watchers(self, stack: AsyncExitStack, start: int) -> dict[str, RoomLog]:
        logs = {}
        for watcher in self._cast.watchers:
            log = logs[watcher.username] = RoomLog(self._cast.room.pk, start)
            client = Client(self._url, self._cast.cookie(watcher.pk), [log])
            await stack.enter_async_context(client)
            await _let_in(client)
        return logs

    async def _play(self, steps: Sequence[Step]) -> None:
        """Whoever has no steps left disconnects."""
        speaking = speakers(steps)
        left = Counter(step.nick for step in steps)
        start = asyncio.get_running_loop().time()
        for step in steps:
            if await self._stopped_before(start + step.second / self._speed):
                return
            speaker = self._speaker(step.nick, step.nick in speaking)
            speaker.steps.put_nowait(step)
            left[step.nick] -= 1
            if not left[step.nick]:
                speaker.steps.put_nowait(None)

    async def _stopped_before(self, moment: float) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout_at(moment):
                await self._stop.wait()
        return self._stop.is_set()

    def _speaker(self, nick: str, speaks: bool) -> Speaker:
        if nick not in self._speakers:
            speaker = Speaker(nick, speaks, self._cast, self._url, self._sent, self._bar.update)
            self._speakers[nick] = speaker
            self._tasks.append(asyncio.create_task(speaker.run()))
        return self._speakers[nick]

    async def _finish(self) -> None:
        """Let everybody finish what they began; after Ctrl-C with a time limit."""
        for speaker in self._speakers.values():
            speaker.steps.put_nowait(None)
        everybody: asyncio.Task[Any] = asyncio.create_task(_all(self._tasks))
        interrupted: asyncio.Task[Any] = asyncio.create_task(self._stop.wait())
        await asyncio.wait({everybody, interrupted}, return_when=asyncio.FIRST_COMPLETED)
        interrupted.cancel()
        with suppress(TimeoutError):
            await asyncio.wait_for(everybody, SETTLING_SECONDS)


async def _all(tasks: Sequence[asyncio.Task[None]]) -> None:
    await asyncio.gather(*tasks)


async def _let_in(client: Client) -> None:
    try:
        async with asyncio.timeout(OPENING_SECONDS):
            await client.ready()
    except TimeoutError:
        raise ServerUnavailable("no answer") from None
    except Unwelcome as unwelcome:
        raise ServerUnavailable(str(unwelcome)) from unwelcome


async def _settled(logs: Any, head: int) -> None:
    """Wait until all logs have reached the head, with a time limit: the verdict names laggards."""
    with suppress(TimeoutError):
        async with asyncio.timeout(SETTLING_SECONDS):
            while any((log.cursor or 0) < head for log in logs):
                await asyncio.sleep(GLANCE_SECONDS)
