"""Whatever is thrown at a real socket is answered, and the socket stays open."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from chat.live.wire.protocol import TYPES
from tests.examples import examples
from tests.processes.conftest import Site
from tests.processes.conftest import enter as enter_room
from tests.processes.hostile.conftest import unharmed
from tests.processes.hostile.raw import BINARY, TEXT, ask, enter, frame
from tests.schema import is_server_frame

FIELDS = (
    *("room", "after", "before", "around", "limit", "n", "seq", "nonce", "body", "rooms", "epoch"),
    *("reply_to", "id", "emoji", "state", "people", "type", "user", "password", "__class__"),
)
ODD = (
    *("[" * 60_000, '{"x":' * 10_000, '{"type":"ping","n":' + "9" * 5_000 + "}", "x" * 70_000),
    *('{"type":"ping","n":1', '{"type":"ping","n":1}}', '{"type":"ping","n":1}\0', "\ufeff{}"),
    *('{"type":"ping","n":NaN}', '{"type":"ping","n":-0}', '{"type":"ping","n":1e0}', "{'a':1}"),
    *('{"type":"ping","type":"shout","n":1}', '{"type":"ping","n":1,"n":2}', "nul", "\\ud800"),
    *('{"type":"message","room":1,"nonce":"x","body":"\\u0000"}', '{"type":["ping"]}', "{}" * 99),
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4)
    ),
    max_leaves=8,
)
near_values = json_values | st.integers(0, 3) | st.uuids().map(str) | st.just("\ud800\0")
near_frames = st.builds(
    lambda kind, rest: {**rest, "type": kind},
    st.sampled_from(sorted(TYPES - {"hello"})),
    st.dictionaries(st.sampled_from(FIELDS), near_values, max_size=6),
)
junk = (
    near_frames.map(json.dumps)
    | near_frames.map(lambda told: json.dumps(told, ensure_ascii=False))
    | json_values.map(json.dumps)
    | st.text(max_size=200)
    | st.binary(max_size=200)
    | st.sampled_from(ODD)
)


@dataclass
class Line:
    """One socket that all examples use, for as long as it stands."""

    socket: ClientConnection
    pings: int = 0

    def answers_to(self, sent: str | bytes) -> list[dict]:
        """Send this, and return what is told before the answer to a ping that follows it."""
        self.pings += 1
        self.socket.send(sent)
        self.socket.send(json.dumps({"type": "ping", "n": 10**9 + self.pings}))
        heard: list[dict] = []
        while (told := json.loads(self.socket.recv(10))).get("n") != 10**9 + self.pings:
            heard.append(told)
        return heard


@pytest.fixture(scope="module")
def line(target: Site) -> Iterator[Line]:
    daphne = target.daphnes[0]
    cookie = {"Cookie": target.people[0]["cookie"]}
    address = daphne.url.replace("http", "ws") + "/ws/"
    with (
        unharmed(daphne),
        connect(
            address, origin=Origin(daphne.url), additional_headers=cookie, ping_interval=None
        ) as socket,
    ):
        socket.send(json.dumps({"type": "hello", "epoch": None, "rooms": {str(target.room): 0}}))
        line = Line(socket)
        line.answers_to("{}")
        yield line


def _sendable(sent: str | bytes) -> str | bytes:
    """Lone surrogates cannot be sent: the violations have the bytes that would be."""
    return sent.encode("utf-8", "replace").decode() if isinstance(sent, str) else sent


@examples(quick=400, long=50_000)
@given(sent=junk)
def test_junk_is_answered_in_the_words_of_the_protocol_and_the_socket_stays(line, sent):
    heard = line.answers_to(_sendable(sent))
    assert [told for told in heard if not is_server_frame(told)] == []
    assert "bye" not in [told["type"] for told in heard]
    assert "internal" not in [told.get("code") for told in heard]


# --- Below the frames: any bytes at all -------------------------------------------------------

pieces = st.builds(
    frame,
    st.integers(0, 15) | st.sampled_from([0, TEXT, TEXT, BINARY]),
    st.binary(max_size=40) | st.just(b'{"type":"ping","n":1}') | st.just(b"x" * 70_000),
    fin=st.booleans(),
    rsv=st.sampled_from([0, 0, 0, 1, 4]),
    masked=st.sampled_from([True, True, True, False]),
    length=st.none() | st.binary(min_size=1, max_size=9).filter(lambda claim: claim[0] < 128),
)
streams = st.lists(pieces | st.binary(max_size=60), min_size=1, max_size=8).map(b"".join)


@examples(quick=40, long=2_000)
@given(sent=streams)
def test_any_bytes_on_a_socket_harm_nobody_else(target: Site, line, sent):
    async def throw() -> None:
        socket = await enter(target.daphnes[0], target.people[1]["cookie"])
        socket.writer.write(sent)
        socket.say_no_more()
        async with asyncio.timeout(10):
            heard = await socket.end()
        await socket.close()
        assert b"\x03\xf3" not in [payload[:2] for opcode, payload in heard if opcode == 8]  # 1011

    asyncio.run(throw())
    assert {"type": "pong", "n": 1} in line.answers_to('{"type":"ping","n":1}')


@examples(quick=40, long=2_000)
@given(head=st.binary(max_size=80), rest=st.lists(st.binary(max_size=40), max_size=5))
def test_any_bytes_in_place_of_a_request_harm_nobody(target: Site, line, head, rest):
    lines = [b"GET /rooms/" + head, b"Host: 127.0.0.1", *rest, b"Connection: close", b"\r\n"]
    answer = asyncio.run(ask(target.daphnes[0], b"\r\n".join(lines)))
    assert answer[9:10] != b"5", answer
    assert {"type": "pong", "n": 1} in line.answers_to('{"type":"ping","n":1}')


async def test_another_origin_gets_403(target: Site):
    with pytest.raises(InvalidStatus) as refusal:
        await enter_room(
            target.daphnes[0], target.people[0], target.room, origin="https://evil.example"
        )
    assert refusal.value.response.status_code == 403
