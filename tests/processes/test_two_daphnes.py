"""Two people on two Daphnes: they talk, whatever becomes of Redis or of one of the Daphnes."""

import asyncio
import json
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests import services
from tests.processes.conftest import Site, enter, site

SECONDS = 60


@pytest.fixture(scope="module")
def redis_server() -> Iterator[services.Redis]:
    with services.redis_server() as server:
        yield server


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


async def test_a_hung_redis_loses_nothing_and_delivery_goes_on(pair, redis_server):
    redis_server.process.send_signal(signal.SIGSTOP)
    try:
        during = await converse(pair, "hung")
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
