"""RFC 6455 by hand: bytes that a client may send, and above all those that it must not."""

import asyncio
import json
import struct
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from tests import services

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
MASK = b"\x37\xfa\x21\x3d"
KEY = "dGhlIHNhbXBsZSBub25jZQ=="
ANSWER_SECONDS = 60
HEARTBEAT = b'"type":"heartbeat"'


def frame(
    opcode: int,
    payload: bytes = b"",
    *,
    fin: bool = True,
    rsv: int = 0,
    masked: bool = True,
    length: bytes | None = None,
) -> bytes:
    """Return one frame; `length` are the bytes that claim how long it is, if not the truth."""
    first = fin << 7 | rsv << 4 | opcode
    claim = bytearray(_claim(len(payload)) if length is None else length)
    claim[0] |= masked << 7
    mask = MASK if masked else b""
    return bytes([first]) + bytes(claim) + mask + (_masked(payload) if masked else payload)


def _claim(length: int) -> bytes:
    if length < 126:
        return bytes([length])
    if length < 2**16:
        return struct.pack("!BH", 126, length)
    return struct.pack("!BQ", 127, length)


def _masked(payload: bytes) -> bytes:
    return bytes(byte ^ MASK[place % 4] for place, byte in enumerate(payload))


def text(told: dict[str, Any]) -> bytes:
    """Return a frame of Hiroba's protocol."""
    return frame(TEXT, json.dumps(told).encode())


def request(daphne: services.Daphne, **headers: str | None) -> bytes:
    """Return a handshake, with these headers other than usual, or left out."""
    usual = {
        "Host": f"127.0.0.1:{daphne.port}",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": KEY,
        "Sec-WebSocket-Version": "13",
        "Origin": daphne.url,
    }
    given = usual | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in given.items() if value is not None]
    return "\r\n".join(["GET /ws/ HTTP/1.1", *lines, "\r\n"]).encode("latin-1")


@dataclass
class RawSocket:
    """One TCP connection that has become a WebSocket, and says what it likes."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    heard: list[tuple[int, bytes]] = field(default_factory=list)

    async def receive(self) -> tuple[int, bytes]:
        """Return the next frame. Raises IncompleteReadError or ConnectionError at the end."""
        first, second = await self.reader.readexactly(2)
        length = second & 127
        if length == 126:
            (length,) = struct.unpack("!H", await self.reader.readexactly(2))
        elif length == 127:
            (length,) = struct.unpack("!Q", await self.reader.readexactly(8))
        self.heard.append((first & 15, await self.reader.readexactly(length)))
        return self.heard[-1]

    async def until_pong(self, payload: bytes) -> list[tuple[int, bytes]]:
        """Send a ping of WebSockets, and return what was heard before its pong.

        A heartbeat may come at any time, and answers nothing.
        """
        self.writer.write(frame(PING, payload))
        heard = []
        while (one := await self.receive()) != (PONG, payload):
            heard.append(one)
        return [one for one in heard if HEARTBEAT not in one[1]]

    async def end(self) -> list[tuple[int, bytes]]:
        """Return all that is heard until the server ends the connection."""
        heard = []
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                heard.append(await self.receive())
        return heard

    def say_no_more(self) -> None:
        """End this side of the connection; the server may have been faster."""
        with suppress(OSError):
            self.writer.write_eof()

    async def close(self) -> None:
        """Let go of the connection at once."""
        self.writer.transport.abort()
        with suppress(ConnectionError):
            await self.writer.wait_closed()


async def ask(daphne: services.Daphne, sent: bytes) -> bytes:
    """Send these bytes on a new connection and return all that comes until it ends.

    An answer that leaves the connection open ends with its headers.
    """
    reader, writer = await asyncio.open_connection("127.0.0.1", daphne.port)
    heard = b""
    try:
        writer.write(sent)
        async with asyncio.timeout(ANSWER_SECONDS):
            with suppress(ConnectionError):
                while b"\r\n\r\n" not in heard and (more := await reader.read(65_536)):
                    heard += more
        return heard
    finally:
        writer.transport.abort()


async def shake_hands(daphne: services.Daphne, cookie: str) -> RawSocket:
    """Open a socket that has said nothing yet."""
    reader, writer = await asyncio.open_connection("127.0.0.1", daphne.port)
    writer.write(request(daphne, Cookie=cookie))
    answer = await reader.readuntil(b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 101 "), answer
    return RawSocket(reader, writer)


async def enter(daphne: services.Daphne, cookie: str) -> RawSocket:
    """Open a socket, greet, and hear the welcome."""
    socket = await shake_hands(daphne, cookie)
    socket.writer.write(text({"type": "hello", "epoch": None, "rooms": {}}))
    opcode, payload = await socket.receive()
    assert (opcode, json.loads(payload)["type"]) == (TEXT, "welcome")
    return socket
