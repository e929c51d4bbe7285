"""A client that says nothing: asked whether it is there, kept when it answers, else cut off."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.processes.conftest import Site, site
from tests.processes.hostile.raw import PING, PONG, enter, frame

HEARTBEAT_SECONDS = 1
PATIENCE_SECONDS = 60


@pytest.fixture(scope="module")
def impatient(tmp_path_factory) -> Iterator[Site]:
    """One Daphne that asks after a second of silence, and waits another one for the answer."""
    env = {"VAR_DIR": str(tmp_path_factory.mktemp("impatient"))}
    with ExitStack() as stack:
        yield site(stack, {**env, "HEARTBEAT_SECONDS": str(HEARTBEAT_SECONDS)}, daphnes=1)


async def test_a_client_that_does_not_answer_is_cut_off(impatient):
    async with asyncio.timeout(PATIENCE_SECONDS):
        gone = await enter(impatient.daphnes[0], impatient.people[1]["cookie"])
        heard = [opcode for opcode, _ in await gone.end()]
    assert heard.count(PING) == 1
    await gone.close()


@pytest.mark.parametrize("payload", [b"", b"and more than was asked"])
async def test_a_silent_client_that_answers_stays(impatient, payload):
    async with asyncio.timeout(PATIENCE_SECONDS):
        silent = await enter(impatient.daphnes[0], impatient.people[1]["cookie"])
        for _ in range(2):
            while (await silent.receive())[0] != PING:
                pass
            silent.writer.write(frame(PONG, payload))
        assert await silent.until_pong(b"still there?") is not None
    await silent.close()
