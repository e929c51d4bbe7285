"""What it costs to hear the rings of many rooms, and to ring in one of them.

`python -m bench.doorbell` runs a Redis and processes that have a doorbell each and nothing else.
A ring in a room's own group is measured against one in the group of all processes.
"""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from django.conf import settings

from chat.log.doorbell import PEOPLE, Doorbell
from config.redis_urls import layer_host
from tests.services import redis_server

ROOMS = 10_000
PROCESSES = 8
WATCHING = (1, 2, 8)
SECONDS = 10.0
RINGS_PER_SECOND = 100
RECOVERY_SECONDS = 15.0


@dataclass(frozen=True)
class Took:
    """What some work took: seconds, and bytes. `pause`: the longest of the event loop."""

    seconds: float
    processor: float
    pause: float
    memory: int
    rings: int


def main() -> None:
    """Measure, and print a line for each figure."""
    with redis_server() as redis, process(redis.url) as one, process(redis.url) as other:
        print(_line(f"{ROOMS:,} rooms joined", one.ask("watch", range(1, ROOMS + 1))), flush=True)
        redis.kill()
        redis.start()
        other.tell("ring", ROOMS, RECOVERY_SECONDS)
        print(_line("heard again after a restart", one.ask("hear", ROOMS)), flush=True)
    for watching in (*WATCHING, 0):
        print(rings(watching), flush=True)


def _line(what: str, took: Took) -> str:
    return (
        f"{what:28} {took.seconds:6.2f} s  processor {took.processor:5.2f} s  "
        f"longest pause {took.pause * 1000:4.0f} ms  memory {took.memory / 2**20:+5.1f} MiB"
    )


def rings(watching: int) -> str:
    """Ring in a room that so many of all processes watch, or in the group of all; say the cost."""
    with redis_server() as redis, ExitStack() as stack:
        sender, *listeners = (stack.enter_context(process(redis.url)) for _ in range(PROCESSES + 1))
        for one in listeners[:watching]:
            one.ask("watch", [ROOMS])
        parts = ([sender.pid], [one.pid for one in listeners], [redis.process.pid])
        rest, _ = _spent(parts, lambda: sender.ask("ring", None, SECONDS))
        room_id = ROOMS if watching else PEOPLE
        busy, rung = _spent(parts, lambda: sender.ask("ring", room_id, SECONDS))
    costs = [(after - before) / rung * 1e6 for before, after in zip(rest, busy, strict=True)]
    told = "  ".join(f"{name} {cost:5.0f} µs" for name, cost in zip(PARTS, costs, strict=True))
    where = (
        f"room watched by {watching} of {PROCESSES}" if watching else f"group of all {PROCESSES}"
    )
    return f"a ring, {where:26} {told}  together {sum(costs):5.0f} µs"


PARTS = ("sender", "listeners", "Redis")


def _spent(parts: Iterable[list[int]], work: Callable[[], Took]) -> tuple[list[float], int]:
    """Return how many seconds of processor each part has spent during the work, and the rings."""
    before = [sum(map(_processor_seconds, pids)) for pids in parts]
    rung = work().rings
    after = [sum(map(_processor_seconds, pids)) for pids in parts]
    return [now - then for then, now in zip(before, after, strict=True)], rung


def _processor_seconds(pid: int) -> float:
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


# --- A process with a doorbell --------------------------------------------------------------


@dataclass(frozen=True)
class Process:
    """A process that does what it is asked, one thing after the other."""

    pid: int
    pipe: Connection

    def tell(self, what: str, *about: Any) -> None:
        """Let it do something."""
        self.pipe.send((what, *about))

    def ask(self, what: str, *about: Any) -> Took:
        """Let it do something, and return what that took."""
        self.tell(what, *about)
        took: Took = self.pipe.recv()
        return took


@contextmanager
def process(url: str) -> Iterator[Process]:
    """Run a process with a doorbell at this Redis."""
    context = get_context("spawn")
    pipe, other_end = context.Pipe()
    running = context.Process(target=serve, args=(url, other_end))
    running.start()
    other_end.close()
    try:
        pipe.recv()
        yield Process(running.pid or 0, pipe)
    finally:
        running.kill()
        running.join()


def serve(url: str, pipe: Connection) -> None:
    """Do what is asked for, until killed."""
    backend = "channels_redis.pubsub.RedisPubSubChannelLayer"
    layer = {"BACKEND": backend, "CONFIG": {"hosts": [layer_host(url)], "prefix": "hiroba"}}
    settings.configure(CHANNEL_LAYERS={"default": layer})
    asyncio.run(_serve(pipe))


async def _serve(pipe: Connection) -> None:
    await Server().run(pipe)


class Server:
    """A doorbell, and who watches rooms."""

    def __init__(self) -> None:
        self._bell = Doorbell(self._hear, joined=self._hear_joined)
        self._joined: set[int] = set()
        self._heard: set[int] = set()
        self._something = asyncio.Event()
        self._pause = 0.0
        self._rings = 0

    async def run(self, pipe: Connection) -> None:
        """Answer until killed."""
        ringing = asyncio.create_task(self._bell.run())
        await self._bell.listening.wait()
        pipe.send(None)
        while not ringing.done():
            what, *about = await asyncio.to_thread(pipe.recv)
            pipe.send(await self._measured(getattr(self, what)(*about)))

    def _hear(self, heads: Mapping[int, int]) -> None:
        self._heard.update(heads)
        self._something.set()

    def _hear_joined(self, room_ids: Iterable[int]) -> None:
        self._joined.update(room_ids)
        self._something.set()

    async def watch(self, room_ids: Sequence[int]) -> None:
        """Watch these rooms, until their rings are heard."""
        watching = asyncio.create_task(self._watch_the_loop())
        for room_id in room_ids:
            self._bell.watch(room_id)
        await self._until(lambda: len(self._joined) == len(room_ids))
        watching.cancel()

    async def hear(self, room_id: int) -> None:
        """Wait until a ring in this room is heard."""
        watching = asyncio.create_task(self._watch_the_loop())
        await self._until(lambda: room_id in self._heard)
        watching.cancel()

    async def ring(self, room_id: int | None, seconds: float) -> None:
        """Ring in a room for so long; where there is none, do all but that."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._rings += 1
            if room_id is not None:
                self._bell.push({room_id: self._rings})
            await asyncio.sleep(1 / RINGS_PER_SECOND)

    async def _until(self, is_so: Callable[[], bool]) -> None:
        while not is_so():
            self._something.clear()
            await self._something.wait()

    async def _measured(self, work: Awaitable[None]) -> Took:
        began, processor, memory = time.monotonic(), time.process_time(), _memory()
        self._pause, self._rings = 0.0, 0
        await work
        seconds, processor = time.monotonic() - began, time.process_time() - processor
        return Took(seconds, processor, self._pause, _memory() - memory, self._rings)

    async def _watch_the_loop(self) -> None:
        while True:
            began = time.monotonic()
            await asyncio.sleep(0.005)
            self._pause = max(self._pause, time.monotonic() - began - 0.005)


def _memory() -> int:
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main()
