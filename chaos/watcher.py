"""Somebody who only watches a room: bytes are counted, not read, so that one machine has thousands.

Answers pings, as any WebSocket does, and comes back as the protocol says.
"""

import asyncio
import json
import random
from contextlib import suppress

from chaos.client import FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, Person

HANDSHAKE = (
    "GET /ws/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n"
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: d2F0Y2hlcnMgb25seSB3YQ==\r\nCookie: {cookie}\r\n\r\n"
)
TEXT, CLOSE, PING, PONG = 0x81, 0x88, 0x89, 0x8A
NO_MASK = bytes(4)


class Watcher:
    """One socket that is kept open. `port`: where nginx is."""

    def __init__(self, port: int, person: Person, room: int, rng: random.Random) -> None:
        self.open = False
        self._port = port
        self._person = person
        self._room = room
        self._rng = rng

    async def stay(self) -> None:
        """Be there until cancelled."""
        failures = 0
        while True:
            with suppress(OSError, EOFError):
                await self._connect()
            failures = 0 if self.open else failures + 1
            self.open = False
            longest = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2.0**failures)
            await asyncio.sleep(self._rng.uniform(0, longest))

    async def _connect(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            writer.write(HANDSHAKE.format(port=self._port, cookie=self._person.cookie).encode())
            await reader.readuntil(b"\r\n\r\n")
            writer.write(_told(type="hello", epoch=None, rooms={}))
            writer.write(_told(type="join", room=self._room))
            while True:
                kind, payload = await _next(reader)
                if kind == PING:
                    writer.write(_frame(PONG, payload))
                elif kind == CLOSE:
                    return
                elif not self.open:
                    self.open = b'"welcome"' in payload[:40]
        finally:
            writer.transport.abort()


async def _next(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """The next frame, by RFC 6455. Raises IncompleteReadError, an EOFError."""
    kind, length = await reader.readexactly(2)
    if length > 125:
        length = int.from_bytes(await reader.readexactly(2 if length == 126 else 8), "big")
    return kind, await reader.readexactly(length)


def _told(**fields: object) -> bytes:
    return _frame(TEXT, json.dumps(fields).encode())


def _frame(kind: int, payload: bytes) -> bytes:
    """A frame as clients send them. Its mask changes nothing: no cache has to be protected here."""
    length = len(payload)
    told = bytes([0x80 | length]) if length < 126 else b"\xfe" + length.to_bytes(2, "big")
    return bytes([kind]) + told + NO_MASK + payload
