"""What a real connection costs and bears: slow readers, floods, a server that goes down."""

import asyncio
import json
import os
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from websockets import Origin
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect as sync_connect

from tests import services
from tests.processes.conftest import Client, Site, enter, site

SECONDS = 120
LINE = "x" * 9_000
CROWD = 600  # more than are accepted before the signal is heard


def memory_mib(process_id: int) -> float:
    """The resident memory of a process."""
    lines = Path(f"/proc/{process_id}/status").read_text().splitlines()
    [resident] = [line for line in lines if line.startswith("VmRSS")]
    return int(resident.split()[1]) / 1024


def handshake(site: Site, person: int | None) -> socket.socket:
    """An open socket, by hand: it reads only when it is told to. `person`: None is a stranger."""
    address = urlsplit(site.daphnes[0].url)
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
    connection.settimeout(SECONDS)
    connection.connect((address.hostname, address.port))
    cookie = "" if person is None else f"Cookie: {site.people[person]['cookie']}\r\n"
    connection.sendall(
        f"GET /ws/ HTTP/1.1\r\nHost: {address.netloc}\r\nOrigin: {site.daphnes[0].url}\r\n"
        f"{cookie}Upgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):  # and no byte more: what follows is for the test
        answer += connection.recv(1)
    assert answer.startswith(b"HTTP/1.1 101")
    return connection


def framed(payload: bytes, first: int = 0x81) -> bytes:
    """A masked frame of a client, whose mask is zero."""
    size = len(payload)
    length = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
    return bytes([first]) + length + b"\0\0\0\0" + payload


@pytest.fixture
async def bob(small_site) -> AsyncIterator[Client]:
    """Somebody who reads, at the head of the room."""
    async with asyncio.timeout(SECONDS):
        visitor = await enter(small_site.daphnes[0], small_site.people[1], small_site.room, 0)
        yield visitor
        await visitor.socket.close()


@pytest.mark.parametrize(
    "order", [["prefs=1", "{own}"], ["{own}", 'theme="dark;'], ["a=1"] * 9 + ["{own}"]]
)
def test_a_cookie_is_found_in_whichever_of_several_headers_it_comes(small_site, order):
    daphne, own = small_site.daphnes[0], small_site.people[1]["cookie"]
    cookies = [("Cookie", one.format(own=own)) for one in order]
    address = daphne.url.replace("http", "ws") + "/ws/"
    with sync_connect(address, origin=Origin(daphne.url), additional_headers=cookies) as opened:
        opened.send(json.dumps({"type": "hello", "epoch": None, "rooms": {}}))
        assert json.loads(opened.recv(SECONDS))["type"] == "welcome"


async def caught_up(client: Client, head: int) -> None:
    while client.cursor < head:
        await client.receive()


async def test_a_client_that_does_not_read_costs_a_bounded_amount_and_others_nothing(
    small_site, bob
):
    idle = handshake(small_site, 0)
    hello = {"type": "hello", "epoch": None, "rooms": {str(small_site.room): 0}}
    idle.sendall(framed(json.dumps(hello).encode()))
    await bob.say("warm")
    before = memory_mib(small_site.daphnes[0].process.pid)
    for _ in range(1_200):  # 21 MB for each reader: a body, and the same as HTML
        await bob.say(LINE)
    while bob.bodies.count(LINE) < 1_200:  # the last one is told after it is acknowledged
        await bob.receive()
    grown = memory_mib(small_site.daphnes[0].process.pid) - before
    idle.close()
    assert grown < 60  # what was just committed is kept a while: see chat/log/recent.py


async def test_a_client_that_reads_again_is_given_what_it_has_missed(small_site, bob):
    slow = await enter(small_site.daphnes[0], small_site.people[2], small_site.room, 0)
    await caught_up(slow, bob.cursor)
    slow.socket.transport.pause_reading()
    for number in range(300):
        await bob.say(f"{number} {LINE}")
    slow.socket.transport.resume_reading()
    await slow.sees(f"299 {LINE}")
    heard = [body for body in slow.bodies if body.endswith(LINE) and body != LINE]
    assert heard == [f"{number} {LINE}" for number in range(300)]
    await slow.socket.close()


async def test_a_flood_of_tiny_fragments_is_cut_off_and_harms_nobody(small_site, bob):
    flooder = handshake(small_site, 0)
    flood = framed(b"{", 0x01) + framed(b" ", 0x00) * 20_000
    with pytest.raises(OSError):  # noqa: PT011  reset, or a broken pipe
        await asyncio.to_thread(_send_until_cut, flooder, flood)
    flooder.close()
    await bob.say("still here")
    await bob.sees("still here")


def _send_until_cut(connection: socket.socket, flood: bytes) -> None:
    for _ in range(100):
        connection.sendall(flood)
    if not connection.recv(1):
        raise ConnectionResetError


async def test_whoever_is_slow_to_answer_a_close_is_still_told_why(small_site):
    stranger = handshake(small_site, None)
    await asyncio.sleep(1.5)
    hello: dict[str, Any] = {"type": "hello", "epoch": None, "rooms": {}}
    stranger.sendall(framed(json.dumps(hello).encode()))
    await asyncio.sleep(0.2)
    assert not stranger.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    assert b'"reason":"not_signed_in"' in stranger.recv(4096)
    stranger.close()


async def test_a_client_that_sends_faster_than_it_is_answered_is_read_later(small_site, bob):
    """Nothing is lost of what it sends; it only has to wait, as TCP tells it."""
    rushing = handshake(small_site, 0)
    hello: dict[str, Any] = {"type": "hello", "epoch": None, "rooms": {}}
    pings = b"".join(framed(b'{"type":"ping","n":%d}' % number) for number in range(5_000))
    sending = asyncio.to_thread(rushing.sendall, framed(json.dumps(hello).encode()) + pings)
    reading = asyncio.to_thread(_read_until, rushing, b'{"type":"pong","n":4999}')
    answers, _ = await asyncio.gather(reading, sending)
    assert answers.count(b'"pong"') == 5_000
    rushing.close()


def _read_until(connection: socket.socket, last: bytes) -> bytes:
    read = b""
    while last not in read:
        read += connection.recv(65_536)
    return read


async def test_a_server_that_is_stopped_sends_its_people_away_politely(tmp_path):
    with ExitStack() as stack:
        place = site(stack, {"VAR_DIR": str(tmp_path)}, daphnes=1)
        [daphne] = place.daphnes
        async with asyncio.timeout(SECONDS):
            people = [await enter(daphne, person, place.room) for person in place.people]
            os.kill(daphne.process.pid, signal.SIGTERM)
            farewells = [await _farewell(client) for client in people]
            assert await asyncio.to_thread(daphne.process.wait, SECONDS) == 0
    assert [frame["reason"] for frame, _ in farewells] == ["draining"] * 3
    assert [code for _, code in farewells] == [4001] * 3
    assert all(frame["retry_after"] >= 0 for frame, _ in farewells)
    assert daphne.faults == []


async def _farewell(client: Client) -> tuple[dict, int]:
    while (frame := await client.receive())["type"] != "bye":
        pass
    with pytest.raises(ConnectionClosed) as closed:
        await client.receive()
    return frame, closed.value.rcvd.code


def test_whoever_is_at_the_door_of_a_server_that_is_stopped_is_still_let_in(tmp_path):
    """What has been sent to it may be a form, which nobody may send again elsewhere."""
    env = {"VAR_DIR": str(tmp_path)}
    services.migrate(env)
    with ExitStack() as stack:
        daphne = stack.enter_context(services.daphne(env))
        os.kill(daphne.process.pid, signal.SIGSTOP)
        crowd = [HTTPConnection("127.0.0.1", daphne.port, timeout=SECONDS) for _ in range(CROWD)]
        for visitor in crowd:
            visitor.request("POST", "/healthz")
        os.kill(daphne.process.pid, signal.SIGTERM)
        os.kill(daphne.process.pid, signal.SIGCONT)
        for visitor in crowd:
            with closing(visitor):
                answer = visitor.getresponse()
                assert (answer.status, answer.headers["Connection"]) == (200, "close")
        assert daphne.process.wait(SECONDS) == 0
