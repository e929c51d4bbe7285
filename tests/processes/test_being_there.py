"""Two people on two Daphnes: each knows how the other is, and a killed Daphne's people go."""

import asyncio
import json
import os
import signal
from typing import Any

import pytest

from tests.processes.conftest import Client, Site, enter
from tests.processes.test_two_daphnes import large_site
from tests.schema import check_client_frame

__all__ = ["large_site"]

SECONDS = 60


async def say(client: Client, **frame: Any) -> None:
    check_client_frame(frame)
    await client.socket.send(json.dumps(frame))


async def hear(client: Client, kind: str) -> dict[str, Any]:
    """Return the next frame of this type."""
    while (frame := await client.receive())["type"] != kind:
        pass
    return frame


async def until_presence(client: Client, person: int, state: str) -> None:
    """Wait until the client is told that the person is so."""
    while (await hear(client, "presence"))["people"].get(str(person)) != state:
        pass


@pytest.fixture
async def pair(large_site: Site):
    """The first two people, each on a Daphne of their own."""
    async with asyncio.timeout(SECONDS):
        people, daphnes = large_site.people, large_site.daphnes
        clients = [
            await enter(daphne, person, large_site.room)
            for daphne, person in zip(daphnes, people, strict=False)
        ]
        yield clients
        for client in clients:
            await client.socket.close()


async def test_somebody_at_the_other_daphne_is_here_and_idle(pair, large_site):
    one, other = pair
    person = large_site.people[1]["id"]
    await say(one, type="presence", people=[person])
    await until_presence(one, person, "here")
    await say(other, type="presence", state="idle")
    await until_presence(one, person, "idle")


async def test_typing_is_told_at_the_other_daphne(pair, large_site):
    one, other = pair
    await other.say("so that both stand at the end")
    await one.sees("so that both stand at the end")
    await say(other, type="typing", room=large_site.room)
    assert (await hear(one, "typing"))["person"]["id"] == large_site.people[1]["id"]


async def test_what_is_read_at_one_daphne_is_read_at_the_other(pair, large_site):
    one, other = pair
    nonce = await other.say("news")
    assert nonce in other.acknowledged
    await one.sees("news")
    async with asyncio.timeout(SECONDS):
        second = await enter(large_site.daphnes[1], large_site.people[0], large_site.room)
        await say(one, type="read", room=large_site.room, seq=one.cursor)
        assert (await hear(second, "read"))["unread"] == 0
        await second.socket.close()


async def test_the_people_of_a_killed_daphne_go_when_it_has_been_silent_for_long(large_site):
    """Which takes 45 seconds, by design."""
    person = large_site.people[1]["id"]
    async with asyncio.timeout(45 + SECONDS):
        one = await enter(large_site.daphnes[0], large_site.people[0], large_site.room)
        other = await enter(large_site.daphnes[1], large_site.people[1], large_site.room)
        await say(one, type="presence", people=[person])
        await until_presence(one, person, "here")
        os.kill(large_site.daphnes[1].process.pid, signal.SIGKILL)
        large_site.daphnes[1].process.wait()
        await until_presence(one, person, "away")
        await one.socket.close()
        await other.socket.close()
    large_site.daphnes[1].start()
