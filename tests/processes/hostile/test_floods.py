"""Too much of anything has an answer, and an end, and the others notice nothing."""

import asyncio
import json
import struct
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, suppress

import pytest

from tests import services
from tests.processes.conftest import Site, site
from tests.processes.hostile.conftest import unharmed
from tests.processes.hostile.raw import (
    CLOSE,
    PING,
    TEXT,
    RawSocket,
    enter,
    frame,
    shake_hands,
    text,
)

LIMITS = {"RATE_LIMITS": "on", "FRAMES_PER_SECOND": "0.5", "FRAMES_BURST": "60"}
SOCKETS_PER_PERSON = 10
LATENCY_MAX_SECONDS = 5.0  # of somebody else's ping meanwhile, on a machine that is busy besides
SECONDS = 60

SAY = b'{"type":"ping","n":1}'


@pytest.fixture(scope="module")
def limited(tmp_path_factory) -> Iterator[Site]:
    """One Daphne with limits that are met soon, however slow the machine is."""
    env = services.in_production(str(tmp_path_factory.mktemp("limited")))
    with ExitStack() as stack:
        yield site(stack, {**env, **LIMITS}, daphnes=1)


@pytest.fixture(scope="module")
def limited_as_usual(tmp_path_factory) -> Iterator[Site]:
    """One Daphne with the limits that everybody has."""
    env = services.in_production(str(tmp_path_factory.mktemp("usual")))
    with ExitStack() as stack:
        yield site(stack, {**env, "RATE_LIMITS": "on"}, daphnes=1)


@asynccontextmanager
async def others_unharmed(site: Site) -> AsyncIterator[None]:
    """Hold that somebody else's pings are answered in time, all the while."""
    waits: list[float] = []
    socket = await enter(site.daphnes[0], site.people[1]["cookie"])

    async def ping_for_ever() -> None:
        while True:
            sent = time.monotonic()
            await socket.until_pong(b"%d" % len(waits))
            waits.append(time.monotonic() - sent)
            await asyncio.sleep(0.02)

    pinging = asyncio.create_task(ping_for_ever())
    with unharmed(site.daphnes[0]):
        async with asyncio.timeout(SECONDS):
            yield
    pinging.cancel()
    await asyncio.gather(pinging, return_exceptions=True)
    await socket.close()
    assert waits
    assert max(waits) < LATENCY_MAX_SECONDS


async def told_at_the_end(socket: RawSocket) -> tuple[list[dict], int | None]:
    """Return the frames that came, and the code that the server closed with."""
    heard = await socket.end()
    frames = [json.loads(payload) for opcode, payload in heard if opcode == TEXT]
    codes = [struct.unpack("!H", payload[:2])[0] for opcode, payload in heard if opcode == CLOSE]
    return frames, codes[0] if codes else None


@pytest.mark.parametrize(
    "sent",
    [SAY, b"no frame", b'{"type":"typing","room":1}', b'{"type":"history","room":1}',
     b'{"type":"join","room":1}', b'{"type":"presence","people":[1]}', b""],
)  # fmt: skip
async def test_frames_without_end_are_refused_and_then_the_socket_is_closed(limited: Site, sent):
    async with others_unharmed(limited):
        socket = await enter(limited.daphnes[0], limited.people[0]["cookie"])
        socket.writer.write(frame(TEXT, sent) * 1_000)
        frames, code = await told_at_the_end(socket)
        await socket.close()
    codes = [told.get("code") for told in frames if told["type"] == "error"]
    assert codes.count("flooding") >= 100
    assert (frames[-1]["type"], frames[-1]["reason"]) == ("bye", "flooding")
    assert frames[-1]["retry_after"] > 0
    assert code == 4029


async def test_messages_without_end_are_refused_and_what_was_acknowledged_stands(limited: Site):
    async with others_unharmed(limited):
        socket = await enter(limited.daphnes[0], limited.people[0]["cookie"])
        for number in range(50):
            nonce = f"{number:08}-0000-4000-8000-000000000000"
            told = {"type": "message", "room": limited.room, "nonce": nonce, "body": f"{number}"}
            socket.writer.write(text(told))
        answers: list[dict] = []
        while len(answers) < 50:
            told = json.loads((await socket.receive())[1])
            answers += [told] if told["type"] in ("ack", "error") else []
        await socket.close()
    kinds = [told.get("code", "stored") for told in answers]
    assert set(kinds) == {"stored", "rate_limited"}
    assert kinds.count("stored") >= 20
    assert all(told["retry_after"] > 0 for told in answers if told["type"] == "error")


async def test_a_hundred_sockets_of_one_person_are_ten(limited: Site):
    daphne, cookie = limited.daphnes[0], limited.people[2]["cookie"]
    async with others_unharmed(limited):
        welcome = [await enter(daphne, cookie) for _ in range(SOCKETS_PER_PERSON)]
        others = [await shake_hands(daphne, cookie) for _ in range(100 - SOCKETS_PER_PERSON)]
        for frames, code in await asyncio.gather(*map(told_at_the_end, others)):
            assert [told["reason"] for told in frames] == ["too_many_sockets"]
            assert code == 4504
        for socket in [*welcome, *others]:
            await socket.close()


async def test_pings_without_end_are_cut_off_and_hold_nobody_up(limited: Site):
    async with others_unharmed(limited):
        socket = await enter(limited.daphnes[0], limited.people[0]["cookie"])
        with suppress(ConnectionError):
            while not socket.writer.transport.is_closing():
                socket.writer.write(frame(PING, b"x" * 125) * 1_000)
                await socket.writer.drain()
        await socket.close()


async def test_lengths_of_nothing_hold_no_memory_and_nobody_up(limited: Site):
    claim = frame(TEXT, b"x", length=struct.pack("!BQ", 127, 2**62))
    async with others_unharmed(limited):
        sockets = [await shake_hands(limited.daphnes[0], "") for _ in range(100)]
        for socket in sockets:
            socket.writer.write(claim)
        for socket in sockets:
            await socket.end()
            await socket.close()


async def test_headers_that_trickle_in_hold_nobody_up(limited: Site):
    daphne = limited.daphnes[0]
    async with others_unharmed(limited):
        opened = [await asyncio.open_connection("127.0.0.1", daphne.port) for _ in range(200)]
        for byte in b"GET /ws/ HTTP/1.1\r\nHost":
            for _, writer in opened:
                writer.write(bytes([byte]))
            await asyncio.sleep(0)
        for _, writer in opened:
            writer.transport.abort()


async def test_a_steady_flood_below_what_the_refusals_cost_is_closed_too(limited_as_usual: Site):
    """A hundred frames a second, five times what may come, must not go on for ever."""
    socket = await enter(limited_as_usual.daphnes[0], limited_as_usual.people[0]["cookie"])
    hearing = asyncio.create_task(told_at_the_end(socket))
    async with asyncio.timeout(SECONDS):
        while not hearing.done():
            socket.writer.write(frame(TEXT, SAY) * 10)
            await asyncio.sleep(0.1)
    frames, code = hearing.result()
    await socket.close()
    assert frames[-1]["type"] == "bye"
    assert code == 4029
