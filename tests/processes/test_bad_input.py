"""Whatever is thrown at a real socket is answered, and the socket stays open."""

import asyncio
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import InvalidStatus

from chat.live.protocol import TYPES
from tests.processes.conftest import enter

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
fields = st.dictionaries(
    st.sampled_from(["room", "after", "before", "limit", "n", "seq", "nonce", "body", "rooms"]),
    json_values | st.integers(0, 3) | st.uuids().map(str),
)
near_frames = st.builds(
    lambda kind, rest: {"type": kind, **rest}, st.sampled_from(sorted(TYPES)), fields
)
junk = (
    st.text()
    | st.binary()
    | json_values.map(json.dumps)
    | near_frames.map(json.dumps)
    | st.just("[" * 60_000)
    | st.just('{"type":"ping","n":' + "9" * 5_000 + "}")
    | st.just("x" * 70_000)
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(frames=st.lists(junk, min_size=1, max_size=30))
def test_junk_is_answered_and_the_socket_stays_open(small_site, frames):
    async def throw() -> None:
        async with asyncio.timeout(20):
            client = await enter(small_site.daphnes[0], small_site.people[0], small_site.room)
            for frame in frames:
                await client.socket.send(frame)
            await client.socket.send('{"type":"ping","n":99}')
            while (answer := json.loads(await client.socket.recv())) != {"type": "pong", "n": 99}:
                assert answer["type"] != "bye"
            await client.socket.close()

    asyncio.run(throw())
    assert small_site.daphnes[0].faults == []
    assert "Traceback" not in small_site.daphnes[0].log


async def test_another_origin_gets_403(small_site):
    with pytest.raises(InvalidStatus) as refusal:
        await enter(
            small_site.daphnes[0],
            small_site.people[0],
            small_site.room,
            origin="https://evil.example",
        )
    assert refusal.value.response.status_code == 403
