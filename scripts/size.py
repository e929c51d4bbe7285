"""`python -m scripts.size`: what people cost one Daphne, for docs/self-hosting.md.

On a PostgreSQL and a Redis of its own. Processor times are the process's own, so that a machine
with other work to do changes them less than it changes what a clock says.
"""

import asyncio
import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, NamedTuple
from urllib.request import Request, urlopen
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from tests import services

PEOPLE = 400
AT_ONCE = 20
REST_SECONDS = 30
MESSAGES = 60
PAUSE_SECONDS = 0.5
PAGES = 40
BODY = "こんにちは、これは {} 番目の普通の長さのメッセージです。How are you today?"


class Used(NamedTuple):
    """What a process has used so far: bytes, and seconds of processor time."""

    memory: float
    processor: float


def main() -> None:
    """Measure and print."""
    with place() as (daphne, made):
        asyncio.run(measure(daphne, made))


@contextmanager
def place() -> Iterator[tuple[services.Daphne, dict[str, Any]]]:
    """Run a Daphne with people in one room, as in production but without limits."""
    with ExitStack() as stack:
        env = {
            "VAR_DIR": stack.enter_context(tempfile.TemporaryDirectory()),
            "DATABASE_URL": stack.enter_context(services.postgres()),
            "REDIS_URL": stack.enter_context(services.redis_server()).url,
            "DEBUG": "off",
            "SECRET_KEY": "for measuring only, and long enough to be taken for one",
            "ALLOWED_HOSTS": "127.0.0.1",
        }
        services.manage("migrate", "--verbosity=0", env=env)
        services.manage("collectstatic", "--no-input", "--verbosity=0", env=env)
        options = ("--people", str(PEOPLE), "--room", "size", "--cookies")
        made = json.loads(services.manage("populate", *options, env=env))
        yield stack.enter_context(services.daphne(env)), made


async def measure(daphne: services.Daphne, made: dict[str, Any]) -> None:
    """Let everybody in, rest, talk, and look at pages."""
    room, people = made["rooms"][0]["id"], made["people"]
    alone = used(daphne)
    sockets: list[ClientConnection] = []
    for start in range(0, PEOPLE, AT_ONCE):
        some = people[start : start + AT_ONCE]
        sockets += await asyncio.gather(*(enter(daphne, person, room) for person in some))
    delivered = [0]
    reading = [asyncio.create_task(read(socket, delivered)) for socket in sockets]
    await asyncio.sleep(3)
    full = used(daphne)
    await asyncio.sleep(REST_SECONDS)
    rested = used(daphne)
    idle = (rested.processor - full.processor) / REST_SECONDS
    for number in range(MESSAGES):
        await say(sockets[number], room, BODY.format(number))
        await asyncio.sleep(PAUSE_SECONDS)
    talked = used(daphne)
    talking = talked.processor - rested.processor - idle * MESSAGES * PAUSE_SECONDS
    for person in people[:PAGES]:
        request = Request(f"{daphne.url}/rooms/size/", headers={"Cookie": person["cookie"]})
        await asyncio.to_thread(look_at, request)
    paged = used(daphne).processor - talked.processor - idle
    print(f"one Daphne alone: {alone.memory / 2**20:.0f} MiB")
    print(f"a socket: {(full.memory - alone.memory) / PEOPLE / 2**10:.0f} KiB")
    print(f"a connect: {(full.processor - alone.processor) / PEOPLE * 1e3:.1f} ms")
    print(f"{PEOPLE} sockets at rest: {idle:.1%} of a core")
    print(f"a delivery: {talking / max(1, delivered[0]) * 1e6:.0f} µs, {delivered[0]} delivered")
    print(f"a room's page: {paged / PAGES * 1e3:.0f} ms")
    for task in reading:
        task.cancel()
    for socket in sockets:
        socket.transport.abort()


async def enter(daphne: services.Daphne, person: dict[str, Any], room: int) -> ClientConnection:
    """Open a socket of this person that watches the room from its beginning."""
    socket = await connect(
        f"{daphne.url.replace('http', 'ws')}/ws/",
        origin=Origin(daphne.url),
        additional_headers={"Cookie": person["cookie"]},
        compression=None,
    )
    hello = {"type": "hello", "epoch": None, "rooms": {str(room): 0}}
    await socket.send(json.dumps(hello))
    while json.loads(await socket.recv())["type"] != "welcome":
        pass
    return socket


async def read(socket: ClientConnection, delivered: list[int]) -> None:
    """Count the messages that come."""
    async for text in socket:
        frame = json.loads(text)
        if frame["type"] == "changes":
            delivered[0] += sum(message["kind"] == "text" for message in frame["messages"])


async def say(socket: ClientConnection, room: int, body: str) -> None:
    """Send one message."""
    frame = {"type": "message", "room": room, "nonce": str(uuid4()), "body": body}
    await socket.send(json.dumps(frame))


def look_at(page: Request) -> None:
    """Ask for a page."""
    urlopen(page).close()


def used(daphne: services.Daphne) -> Used:
    """Return what the Daphne says that it has used."""
    _status, text = services.fetch(f"{daphne.url}/metrics")
    found = dict(re.findall(r"^(process_\w+) (\S+)$", text, re.MULTILINE))
    memory, processor = "process_resident_memory_bytes", "process_cpu_seconds_total"
    return Used(float(found[memory]), float(found[processor]))


if __name__ == "__main__":
    main()
