"""The way out of one socket: what is written leaves in its order, and it is known when it is full.

Under Daphne the bytes go straight to the connection (daphne.py); under any other ASGI server they
wait here for the server's own `send`.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from chat.live.wire.frames import Frame

EXTENSION = "hiroba.connection_writer"
"""Where a server that has a quicker way out puts it in the event that opens a socket."""

FULL_BYTES = 64 * 1024
"""So much may wait for a client before the hub lets it fall behind."""
WAITING_MAX_BYTES = 1024 * 1024
"""Whoever has more than this waiting does not read, and is sent nothing more."""

SendEvent = Callable[[dict[str, Any]], Awaitable[None]]


class ConnectionWriter(Protocol):
    """A way out to one client."""

    full: bool

    def write(self, frame: Frame) -> None:
        """Send a frame now, or as soon as those before it have left."""

    def write_all(self, frames: list[Frame]) -> None:
        """Send these frames, together where that is cheaper."""

    async def drained(self) -> None:
        """Return once nothing waits here any more, or nobody is there."""


class QueuedConnectionWriter:
    """Sends through the server's own `send`, one frame after the other."""

    def __init__(self, send: SendEvent) -> None:
        self.full = False
        self._send = send
        self._frames: deque[Frame] = deque()
        self._bytes = 0
        self._sending: asyncio.Task[None] | None = None

    def write(self, frame: Frame) -> None:
        """Take the frame in; a client that misses one finds the gap by its number."""
        if self._bytes > WAITING_MAX_BYTES:
            return
        self._frames.append(frame)
        self._bytes += len(frame.wire)
        self.full = self._bytes > FULL_BYTES
        if self._sending is None:
            self._sending = asyncio.create_task(self._send_all())

    def write_all(self, frames: list[Frame]) -> None:
        """Take these frames in, each as an event of its own."""
        for frame in frames:
            self.write(frame)

    async def drained(self) -> None:
        """Return once everything has been handed to the server."""
        if self._sending is not None:
            await asyncio.wait({self._sending})

    async def _send_all(self) -> None:
        try:
            while self._frames:
                frame = self._frames.popleft()
                self._bytes -= len(frame.wire)
                await self._send({"type": "websocket.send", "text": frame.text})
        except Exception:  # each server has its own for a client that is gone
            self._frames.clear()
            self._bytes = 0
        finally:
            self.full = False
            self._sending = None
