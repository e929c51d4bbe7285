"""The same application under other ASGI servers, which know nothing of our way to the socket."""

import asyncio
from contextlib import ExitStack

import pytest

from tests import services
from tests.processes.conftest import enter, site

SECONDS = 60


@pytest.mark.parametrize("kind", [services.Uvicorn, services.Hypercorn])
async def test_people_talk_under_another_server(kind, tmp_path):
    with ExitStack() as stack:
        place = site(stack, {"VAR_DIR": str(tmp_path)}, daphnes=0)
        server = kind(place.env)
        stack.callback(server.stop)
        server.start()
        async with asyncio.timeout(SECONDS):
            alice, bob = [await enter(server, one, place.room) for one in place.people[:2]]
            for number in range(50):
                await alice.say(f"line {number}")
            await bob.sees("line 49")
            for client in (alice, bob):
                await client.socket.close()
    assert bob.bodies == [f"line {number}" for number in range(50)]
    assert "Traceback" not in server.log
