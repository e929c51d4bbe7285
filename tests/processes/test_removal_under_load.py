"""Who is removed or banned hears nothing that is numbered after it, in three busy processes.

`ACTS=50 make test ARGS="tests/processes/test_removal_under_load.py -s"` prints how long it takes
until the last of somebody's sockets knows.
"""

import asyncio
import json
import os
import re
import time
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import ExitStack, asynccontextmanager, closing, suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from itertools import cycle
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from tests import services
from tests.processes.conftest import Client, Site, enter, site

ACTS = int(os.environ.get("ACTS", "6"))
"""Removals and bans in turns, with Redis and as many without."""
OWNER = 0
SPEAKERS = range(1, 4)
MESSAGES_PER_SECOND = 50
"""Of each speaker."""
FIRST = range(len(SPEAKERS) + 1, len(SPEAKERS) + 1 + ACTS)
SECOND = range(FIRST.stop, FIRST.stop + ACTS)
SECONDS = 60 + 4 * ACTS
BANNED = 4503
TOKEN = "x" * 32
SEEN = re.compile(r'name="seen" value="([^"]*)"')

PREPARE = """
from chat.actions.rooms.rooms import make_private
from chat.models import Room, User
owner = User.objects.get(pk={owner})
User.objects.filter(pk=owner.pk).update(is_staff=True, is_superuser=True)
make_private(owner, Room.objects.get(pk={room}))
"""
REMOVALS = """
import json
from chat.models import Message
lines = Message.objects.filter(kind="removed")
print(json.dumps({line.subject_id: [line.seq, line.created_at.timestamp()] for line in lines}))
"""


@pytest.fixture(scope="module")
def busy_site(tmp_path_factory, redis_server) -> Iterator[Site]:
    """Three Daphnes on one PostgreSQL and one Redis, and a private room of an administrator."""
    with ExitStack() as stack:
        env = {
            "VAR_DIR": str(tmp_path_factory.mktemp("busy")),
            "DATABASE_URL": stack.enter_context(services.postgres()),
            "REDIS_URL": redis_server.url,
        }
        made = site(stack, env, daphnes=3, people=SECOND.stop)
        code = PREPARE.format(owner=made.people[0]["id"], room=made.room)
        services.manage("shell", "--verbosity", "0", "--command", code, env=made.env)
        yield made


class Listener:
    """One socket of somebody who is to be sent away: what it hears of the room, and the end."""

    def __init__(self, socket: ClientConnection, is_banned: bool) -> None:
        self.socket = socket
        self.is_banned = is_banned
        self.heard: set[int] = set()
        self.hears = asyncio.Event()
        self.knows = asyncio.Event()
        self.ended_at = 0.0
        self.listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        with suppress(ConnectionClosed):
            async for text in self.socket:
                self._take(json.loads(text))
        if self.is_banned:
            self._end()

    def _take(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "changes":
            self.heard.update(message["changed_seq"] for message in frame["messages"])
            self.hears.set()
        if frame["type"] == "removed" and not self.is_banned:
            self._end()

    def _end(self) -> None:
        self.ended_at = time.time()
        self.knows.set()


class Talk:
    """Speakers in all processes, who say something many times a second."""

    def __init__(self, busy: Site) -> None:
        self._busy = busy
        self.head = 0

    @asynccontextmanager
    async def going_on(self) -> AsyncIterator["Talk"]:
        """Let them speak meanwhile."""
        self.head = await _head_of(self._busy)
        pairs = zip(self._busy.daphnes, SPEAKERS, strict=True)
        clients = [await self._enter(daphne, speaker) for daphne, speaker in pairs]
        tasks = [asyncio.create_task(work) for one in clients for work in self._works(one)]
        try:
            yield self
        finally:
            for task in tasks:
                task.cancel()
            for client in clients:
                await client.socket.close()

    async def _enter(self, daphne: services.Daphne, speaker: int) -> Client:
        return await enter(daphne, self._busy.people[speaker], self._busy.room, self.head)

    def _works(self, client: Client) -> tuple[Coroutine[Any, Any, None], ...]:
        return self._speak(client), self._listen(client)

    async def _speak(self, client: Client) -> None:
        while True:
            frame = {"type": "message", "room": client.room, "nonce": str(uuid4()), "body": "so on"}
            await client.socket.send(json.dumps(frame))
            await asyncio.sleep(1 / MESSAGES_PER_SECOND)

    async def _listen(self, client: Client) -> None:
        async for text in client.socket:
            self.head = max(self.head, json.loads(text).get("upto", 0))

    async def goes_on(self, messages: int) -> None:
        """Return once so many more messages were said."""
        wanted = self.head + messages
        while self.head < wanted:
            await asyncio.sleep(0.01)


async def _head_of(busy: Site) -> int:
    visitor = await enter(busy.daphnes[0], busy.people[OWNER], busy.room)
    await visitor.socket.send(json.dumps({"type": "history", "room": busy.room}))
    while (frame := await visitor.receive())["type"] != "history":
        pass
    await visitor.socket.close()
    return frame["head"]


class Owner:
    """An administrator, who owns the room; each request of theirs goes to another process."""

    def __init__(self, busy: Site) -> None:
        self._busy = busy
        self._daphnes = cycle(busy.daphnes)

    async def remove(self, person: int) -> None:
        """Take somebody out of the room."""
        await self._post(f"/rooms/{self._busy.slug}/members/{person}/remove/")

    async def ban(self, person: int) -> None:
        """Ban somebody at the desk."""
        page = f"/admin/chat/case/people/{person}/"
        _status, told = await asyncio.to_thread(self._ask, "GET", page)
        [seen] = set(SEEN.findall(told))
        await self._post(f"{page}act/", act="ban", reason="a raid", seen=seen)

    async def _post(self, path: str, **fields: str) -> None:
        body = urlencode({"csrfmiddlewaretoken": TOKEN, **fields})
        status, _told = await asyncio.to_thread(self._ask, "POST", path, body)
        assert status == HTTPStatus.FOUND

    def _ask(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        headers = {
            "Cookie": f"{self._busy.people[OWNER]['cookie']}; csrftoken={TOKEN}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        with closing(HTTPConnection("127.0.0.1", next(self._daphnes).port, timeout=30)) as http:
            http.request(method, path, body, headers)
            answer = http.getresponse()
            return answer.status, answer.read().decode()


@dataclass
class Gone:
    """Somebody who was sent away: when it was asked for, and when the last socket knew."""

    person: int
    listeners: list[Listener]
    asked_at: float
    ended_at: float


async def send_away(busy: Site, talk: Talk, person: int, *, is_ban: bool, owner: Owner) -> Gone:
    """Remove or ban somebody who listens in all processes."""
    head = talk.head
    clients = [await enter(daphne, busy.people[person], busy.room, head) for daphne in busy.daphnes]
    listeners = [Listener(client.socket, is_ban) for client in clients]
    for listener in listeners:
        await listener.hears.wait()
    asked_at = time.time()
    await (owner.ban if is_ban else owner.remove)(busy.people[person]["id"])
    for listener in listeners:
        await listener.knows.wait()
    ended = max(listener.ended_at for listener in listeners)
    return Gone(busy.people[person]["id"], listeners, asked_at, ended)


async def play(busy: Site, people: range) -> list[Gone]:
    """Remove every other one of these people and ban the rest, while others talk."""
    owner = Owner(busy)
    async with asyncio.timeout(SECONDS), Talk(busy).going_on() as talk:
        gone = [
            await send_away(busy, talk, person, is_ban=bool(person % 2), owner=owner)
            for person in people
        ]
        await talk.goes_on(2 * MESSAGES_PER_SECOND)
        for listener in (listener for one in gone for listener in one.listeners):
            await listener.socket.close()
            await listener.listening
    return gone


def check(busy: Site, gone: list[Gone], how: str) -> float:
    """Hold what each of them has heard against the log, and print how long it took.

    Returns the milliseconds within which half of the acts had reached all sockets.
    """
    told = services.manage("shell", "--verbosity", "0", "--command", REMOVALS, env=busy.env)
    removals = json.loads(told)
    after_act, after_request = [], []
    for one in gone:
        seq, removed_at = removals[str(one.person)]
        for listener in one.listeners:
            assert max(listener.heard) <= seq
            assert (listener.socket.close_code == BANNED) is listener.is_banned
        after_act.append((one.ended_at - removed_at) * 1_000)
        after_request.append((one.ended_at - one.asked_at) * 1_000)
    print(f"\n{how}, {len(gone)} acts, until the last socket of three knew:")
    print(
        f"  from the act {_percentiles(after_act)}, from the request {_percentiles(after_request)}"
    )
    return median(after_act)


def _percentiles(times: list[float]) -> str:
    return (
        f"p50 {median(times):.0f} ms, p99 {quantiles(times, n=100, method='inclusive')[-1]:.0f} ms"
    )


async def test_whoever_is_sent_away_hears_nothing_more_with_redis(busy_site):
    gone = await play(busy_site, FIRST)
    assert (
        check(busy_site, gone, "With Redis") < 500
    )  # finding out by looking alone takes about a second


async def test_nor_without_redis(busy_site, redis_server):
    redis_server.stop()
    try:
        gone = await play(busy_site, SECOND)
    finally:
        redis_server.start()
    assert check(busy_site, gone, "Without Redis") < 3_000
