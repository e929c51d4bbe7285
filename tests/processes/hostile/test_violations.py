"""Every violation of RFC 6455 ends its own connection, and no other."""

import asyncio
import json
import struct
from collections.abc import Iterable
from dataclasses import dataclass

import pytest

from tests import services
from tests.processes.conftest import Site
from tests.processes.hostile.conftest import unharmed
from tests.processes.hostile.raw import (
    ANSWER_SECONDS,
    BINARY,
    CLOSE,
    PING,
    PONG,
    TEXT,
    RawSocket,
    enter,
    frame,
    shake_hands,
)
from tests.processes.hostile.violations import CONTINUATION, VIOLATIONS

AT_ONCE = 16

# Protocol error, not UTF-8, too big: what a server may say before it ends the connection.
MAY_BE_SAID = {1002, 1007, 1009}


@dataclass(frozen=True)
class Outcome:
    """How a socket ended: whether the server ended it, and the codes that it said before."""

    is_over: bool
    codes: tuple[int, ...]


async def outcome_of(daphne: services.Daphne, cookie: str, sent: bytes) -> Outcome:
    """Send this on a socket that has been welcomed."""
    socket = await enter(daphne, cookie)
    try:
        socket.writer.write(sent)
        async with asyncio.timeout(ANSWER_SECONDS):
            heard = await socket.end()
    except TimeoutError:
        return Outcome(False, ())
    finally:
        await socket.close()
    closes = [payload for opcode, payload in heard if opcode == CLOSE]
    return Outcome(True, tuple(struct.unpack("!H", payload[:2])[0] for payload in closes))


async def outcomes_of(
    daphne: services.Daphne, cookie: str, names: Iterable[str]
) -> dict[str, Outcome]:
    """Send these violations, some at a time."""
    places = asyncio.Semaphore(AT_ONCE)

    async def one(name: str) -> tuple[str, Outcome]:
        async with places:
            return name, await outcome_of(daphne, cookie, VIOLATIONS[name])

    return dict(await asyncio.gather(*map(one, names)))


@pytest.fixture(scope="module")
def outcomes(target: Site) -> dict[str, Outcome]:
    """How all of them ended, while somebody else's socket was open."""

    async def throw() -> dict[str, Outcome]:
        witness = await enter(target.daphnes[0], target.people[1]["cookie"])
        ended = await outcomes_of(target.daphnes[0], target.people[0]["cookie"], VIOLATIONS)
        assert await witness.until_pong(b"still there") == []
        await witness.close()
        return ended

    with unharmed(target.daphnes[0]):
        return asyncio.run(throw())


@pytest.mark.parametrize("name", VIOLATIONS)
def test_a_violation_ends_its_connection(outcomes, name):
    assert outcomes[name].is_over
    assert set(outcomes[name].codes) <= MAY_BE_SAID


# --- What is odd, and allowed -----------------------------------------------------------------

SAID = b'{"type":"ping","n":5}'
ANSWERED = (TEXT, b'{"type":"pong","n":5}')

ALLOWED = {
    "in one frame": (frame(TEXT, SAID), [ANSWERED]),
    "in two fragments": (
        frame(TEXT, SAID[:9], fin=False) + frame(CONTINUATION, SAID[9:]),
        [ANSWERED],
    ),
    "in fragments of one byte": (
        frame(TEXT, fin=False)
        + b"".join(frame(CONTINUATION, bytes([byte]), fin=False) for byte in SAID)
        + frame(CONTINUATION),
        [ANSWERED],
    ),
    "with a ping between": (
        frame(TEXT, SAID[:9], fin=False) + frame(PING, b"now") + frame(CONTINUATION, SAID[9:]),
        [(PONG, b"now"), ANSWERED],
    ),
    "with a pong between": (
        frame(TEXT, SAID[:9], fin=False) + frame(PONG, b"x") + frame(CONTINUATION, SAID[9:]),
        [ANSWERED],
    ),
    "a character in two fragments": (
        frame(TEXT, b'{"type":"ping","n":5,"x":"\xe5\xba', fin=False)
        + frame(CONTINUATION, b'\x83"}'),
        [ANSWERED],
    ),
    "a ping of 125 bytes": (frame(PING, b"x" * 125), [(PONG, b"x" * 125)]),
    "a ping of bytes that are no text": (frame(PING, b"\xff\xfe\0"), [(PONG, b"\xff\xfe\0")]),
    "ten pings": (frame(PING, b"x") * 10, [(PONG, b"x")] * 10),
    "a pong that nobody asked for": (frame(PONG, b"hello"), []),
    "a frame in sixteen bits": (frame(TEXT, SAID.ljust(126)), [ANSWERED]),
    "a frame in sixty-four bits": (frame(TEXT, SAID.ljust(65_536)), [ANSWERED]),
    "U+FFFF, which is no character": (
        frame(TEXT, b'{"type":"ping","n":5,"x":"\xef\xbf\xbf"}'),
        [ANSWERED],
    ),
}
REFUSED = {
    "binary": frame(BINARY, SAID),
    "empty binary": frame(BINARY),
    "empty text": frame(TEXT),
    "binary in fragments": frame(BINARY, SAID, fin=False) + frame(CONTINUATION),
    "a million spaces": frame(TEXT, b" " * 200_000),
}


@pytest.fixture
async def socket(target: Site):
    with unharmed(target.daphnes[0]):
        socket = await enter(target.daphnes[0], target.people[0]["cookie"])
        yield socket
        await socket.close()


@pytest.mark.parametrize("name", ALLOWED)
async def test_what_is_odd_and_allowed_is_answered(socket: RawSocket, name):
    sent, answers = ALLOWED[name]
    socket.writer.write(sent)
    async with asyncio.timeout(ANSWER_SECONDS):
        assert [await socket.receive() for _ in answers] == answers
        assert await socket.until_pong(b"and now") == []


@pytest.mark.parametrize("name", REFUSED)
async def test_what_is_allowed_there_and_not_here_is_refused_and_the_socket_stays(socket, name):
    socket.writer.write(REFUSED[name])
    async with asyncio.timeout(ANSWER_SECONDS):
        opcode, payload = await socket.receive()
        assert (opcode, json.loads(payload)["type"]) == (TEXT, "error")
        assert json.loads(payload)["code"] in {"bad_frame", "too_large"}
        assert await socket.until_pong(b"and now") == []


@pytest.mark.parametrize(
    "payload",
    [b"", struct.pack("!H", 1000), struct.pack("!H", 1001) + "さようなら".encode(),
     struct.pack("!H", 3000), struct.pack("!H", 4999), struct.pack("!H", 1000) + b"x" * 123],
)  # fmt: skip
async def test_a_goodbye_is_answered_and_nothing_is_heard_after_it(socket, payload):
    socket.writer.write(frame(CLOSE, payload) + frame(TEXT, SAID) + frame(PING))
    async with asyncio.timeout(ANSWER_SECONDS):
        heard = await socket.end()
    assert [opcode for opcode, _ in heard] == [CLOSE]


# --- Clients that go in the midst of it -------------------------------------------------------

CUT = {
    "before the length": frame(TEXT, SAID)[:1],
    "before the mask": frame(TEXT, SAID)[:3],
    "within the text": frame(TEXT, SAID)[:12],
    "within a long length": frame(TEXT, b"x" * 70_000)[:6],
    "between two fragments": frame(TEXT, b"x", fin=False),
    "within a goodbye": frame(CLOSE, b"\x03\xe8")[:7],
}


@pytest.mark.parametrize("greets", [True, False])
@pytest.mark.parametrize("name", CUT)
async def test_who_goes_in_the_midst_of_a_frame_is_no_fault(target: Site, name, greets):
    cookie = target.people[0]["cookie"]
    with unharmed(target.daphnes[0]):
        socket = await (enter if greets else shake_hands)(target.daphnes[0], cookie)
        socket.writer.write(CUT[name])
        socket.say_no_more()
        async with asyncio.timeout(ANSWER_SECONDS):
            assert TEXT not in [opcode for opcode, _ in await socket.end()]
        await socket.close()
