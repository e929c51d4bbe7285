"""Two people on two Daphnes: they talk, whatever becomes of Redis or of one of the Daphnes."""

import asyncio
import json
import os
import signal
import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http import HTTPStatus
from http.client import HTTPSConnection
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from tests import services
from tests.processes.conftest import Site, enter, site

SECONDS = 60


@pytest.fixture(scope="module")
def large_site(tmp_path_factory, redis_server) -> Iterator[Site]:
    """Two Daphnes on one PostgreSQL and one Redis."""
    with ExitStack() as stack:
        env = {
            "VAR_DIR": str(tmp_path_factory.mktemp("large")),
            "DATABASE_URL": stack.enter_context(services.postgres()),
            "REDIS_URL": redis_server.url,
        }
        yield site(stack, env, daphnes=2)


@pytest.fixture
async def pair(large_site):
    """The first two people, each on a Daphne of their own, at the head of the room."""
    async with asyncio.timeout(SECONDS):
        people, daphnes = large_site.people, large_site.daphnes
        head = await _head(large_site)
        clients = [
            await enter(daphne, person, large_site.room, head)
            for daphne, person in zip(daphnes, people, strict=False)
        ]
        yield clients
        for client in clients:
            await client.socket.close()


async def _head(large_site: Site) -> int:
    visitor = await enter(large_site.daphnes[0], large_site.people[2], large_site.room)
    await visitor.socket.send(json.dumps({"type": "history", "room": large_site.room}))
    while (frame := await visitor.receive())["type"] != "history":
        pass
    await visitor.socket.close()
    return frame["head"]


async def converse(pair, topic: str) -> list[str]:
    """Let both speak in turn, each seeing what the other said; return what was said."""
    said = []
    for number in range(6):
        speaker, listener = pair if number % 2 else reversed(pair)
        said.append(f"{topic} {number}")
        await speaker.say(said[-1])
        await listener.sees(said[-1])
    for client in pair:
        await client.sees(said[-1])
    return said


async def test_two_people_on_two_daphnes_read_the_same(pair, large_site):
    said = await converse(pair, "こんにちは")
    assert pair[0].bodies == pair[1].bodies == said
    assert [daphne.faults for daphne in large_site.daphnes] == [[], []]


async def test_stopping_redis_loses_nothing_and_delivery_goes_on(pair, large_site, redis_server):
    before = await converse(pair, "with Redis")
    redis_server.stop()
    during = await converse(pair, "without Redis")
    newcomer = await enter(large_site.daphnes[1], large_site.people[2], large_site.room)
    await newcomer.sees(during[-1])
    await newcomer.socket.close()
    redis_server.start()
    after = await converse(pair, "with Redis again")
    assert pair[0].bodies == pair[1].bodies == before + during + after


async def test_a_hung_redis_loses_nothing_and_delivery_goes_on(pair, large_site, redis_server):
    redis_server.process.send_signal(signal.SIGSTOP)
    try:
        during = await converse(pair, "hung")
        newcomer = await enter(large_site.daphnes[1], large_site.people[2], large_site.room)
        await newcomer.sees(during[-1])
        await newcomer.socket.close()
    finally:
        redis_server.process.send_signal(signal.SIGCONT)
    after = await converse(pair, "awake")
    assert pair[0].bodies == pair[1].bodies == during + after


async def test_when_one_daphne_is_killed_its_people_go_on_elsewhere(large_site, tmp_path):
    async with asyncio.timeout(SECONDS):
        with ExitStack() as stack:
            doomed = stack.enter_context(services.daphne(large_site.env))
            alice = await enter(doomed, large_site.people[0], large_site.room)
            bob = await enter(large_site.daphnes[0], large_site.people[1], large_site.room)
            await alice.say("before the end")
            await bob.sees("before the end")
            os.kill(doomed.process.pid, signal.SIGKILL)
        await bob.say("did you hear that?")
        back = await enter(
            large_site.daphnes[1], large_site.people[0], large_site.room, alice.cursor
        )
        await back.sees("did you hear that?")
        assert back.bodies[-1:] == ["did you hear that?"]
        await back.socket.close()
        await bob.socket.close()


class FormWriter:
    """Somebody without JavaScript, who sends one form after the other through nginx."""

    def __init__(self, nginx: services.ShippedNginx, place: Site, number: int) -> None:
        self.bodies: list[str] = []
        self.statuses: set[int] = set()
        self._name = f"form of {number}"
        self._nginx = nginx
        token = "x" * 32
        self._fields = {"csrfmiddlewaretoken": token}
        self._headers = {
            "Cookie": f"{place.people[number]['cookie']}; csrftoken={token}",
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def write(self, leaving: threading.Event) -> None:
        """Go on until it is time to leave."""
        tls = ssl.create_default_context(cafile=self._nginx.certificate)
        visit = HTTPSConnection("localhost", self._nginx.https_port, context=tls, timeout=SECONDS)
        with closing(visit):
            while not leaving.is_set():
                body = f"{self._name}, {len(self.bodies)}"
                form = urlencode({**self._fields, "body": body, "nonce": uuid4()})
                visit.request("POST", "/rooms/lobby/post/", form, self._headers)
                with visit.getresponse() as answer:
                    answer.read()
                self.statuses.add(answer.status)
                self.bodies.append(body)


async def test_forms_are_taken_once_and_without_an_error_while_daphnes_are_restarted(
    large_site, tmp_path
):
    ports = [daphne.port for daphne in large_site.daphnes]
    with services.shipped_nginx(tmp_path / "nginx", tmp_path, ports) as nginx:
        writers = [FormWriter(nginx, large_site, number) for number in range(3)]
        leaving = threading.Event()
        writing = [asyncio.to_thread(writer.write, leaving) for writer in writers]
        all_writing = asyncio.gather(*writing)
        for daphne in large_site.daphnes:
            before = [len(writer.bodies) for writer in writers]
            await asyncio.to_thread(daphne.stop)
            await asyncio.to_thread(daphne.start)
            assert all(len(writer.bodies) > n for writer, n in zip(writers, before, strict=True))
        leaving.set()
        await all_writing
    assert [writer.statuses for writer in writers] == [{HTTPStatus.FOUND}] * 3
    sent = sorted(body for writer in writers for body in writer.bodies)
    async with asyncio.timeout(SECONDS):
        reader = await enter(large_site.daphnes[0], large_site.people[0], large_site.room)
        while len(stored := [body for body in reader.bodies if body.startswith("form")]) < len(
            sent
        ):
            await reader.receive()
        await reader.socket.close()
    assert sorted(stored) == sent
