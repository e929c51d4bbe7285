"""Real servers, and people who speak to them over real sockets."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from tests import services
from tests.schema import check_client_frame, check_server_frame


@dataclass
class Site:
    """One database with people, rooms and Daphnes."""

    env: dict[str, str]
    people: list[dict[str, Any]]
    room: int
    slug: str
    daphnes: list[services.Daphne]


def site(stack: ExitStack, env: dict[str, str], daphnes: int, people: int = 3) -> Site:
    """Migrate, make that many people and a room, and start that many Daphnes."""
    env = {"RATE_LIMITS": "off", **env}
    services.migrate(env)
    options = ("--people", str(people), "--room", "lobby", "--cookies")
    made = json.loads(services.manage("populate", *options, env=env))
    servers = [stack.enter_context(services.daphne(env)) for _ in range(daphnes)]
    [room] = made["rooms"]
    return Site(env, made["people"], room["id"], room["slug"], servers)


@pytest.fixture(scope="module")
def redis_server() -> Iterator[services.Redis]:
    """A Redis that a test may stop."""
    with services.redis_server() as server:
        yield server


@pytest.fixture(scope="module")
def small_site(tmp_path_factory) -> Iterator[Site]:
    """One Daphne on SQLite, as `make run` serves it."""
    folder = tmp_path_factory.mktemp("small")
    with ExitStack() as stack:
        yield site(stack, {"VAR_DIR": str(folder)}, daphnes=1)


@dataclass
class Client:
    """One socket that keeps the log of one room, as docs/protocol.md says."""

    socket: ClientConnection
    room: int
    cursor: int = 0
    bodies: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)

    async def receive(self) -> dict[str, Any]:
        """Return the next frame, with what it changes taken in."""
        frame = json.loads(await self.socket.recv())
        check_server_frame(frame)
        if frame["type"] == "changes":
            assert frame["after"] <= self.cursor
            new = [message for message in frame["messages"] if message["seq"] > self.cursor]
            self.bodies += [message["body"] for message in new if message["kind"] == "text"]
            self.cursor = max(self.cursor, frame["upto"])
        if frame["type"] == "ack":
            self.acknowledged.append(frame["nonce"])
        return frame

    async def say(self, body: str) -> str:
        """Send a message and return once it is acknowledged."""
        nonce = str(uuid4())
        frame = {"type": "message", "room": self.room, "nonce": nonce, "body": body}
        check_client_frame(frame)
        await self.socket.send(json.dumps(frame))
        while nonce not in self.acknowledged:
            await self.receive()
        return nonce

    async def sees(self, body: str) -> None:
        """Return once a message with this body has arrived."""
        while body not in self.bodies:
            await self.receive()


async def enter(
    daphne: services.Daphne,
    person: dict[str, Any],
    room: int,
    after: int = 0,
    origin: str | None = None,
) -> Client:
    """Open a socket of this person and greet with this cursor."""
    socket = await connect(
        daphne.url.replace("http", "ws") + "/ws/",
        origin=Origin(origin or daphne.url),
        additional_headers={"Cookie": person["cookie"]},
    )
    hello = {"type": "hello", "epoch": None, "rooms": {str(room): after}}
    check_client_frame(hello)
    await socket.send(json.dumps(hello))
    client = Client(socket, room, after)
    assert (await client.receive())["type"] == "welcome"
    return client
