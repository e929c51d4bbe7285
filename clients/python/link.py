"""One person's socket, which reconnects whenever it is lost. No Django."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus, WebSocketException
from websockets.typing import Origin

from clients.python.room_log import Frame

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
DRAINING = 4001
DRAIN_SPREAD_SECONDS = 2.0
STEADY_SECONDS = 10.0
DO_NOT_COME_BACK = range(4500, 5000)
FORBIDDEN = 403


class Unwelcome(Exception):
    """The server told us not to reconnect; the text is its reason."""


class Link:
    """Connects, sends `hello`, passes on each frame, and reconnects.

    `hello` returns the first frame of every connection, `take` gets every received frame, and
    `lost` is called at the end of every connection.
    """

    def __init__(
        self,
        url: str,
        cookie: str,
        hello: Callable[[], Frame],
        take: Callable[[Frame], Awaitable[None]],
        lost: Callable[[], None],
    ) -> None:
        self.welcomed = asyncio.Event()
        self.unwelcome: Unwelcome | None = None
        self._url = url
        self._headers = {"Cookie": cookie}
        self._hello = hello
        self._hand_over = take
        self._on_lost = lost
        self._socket: ClientConnection | None = None
        self._failures = 0
        self._welcomed_at = 0.0
        self._bye: Frame = {}

    async def stay(self) -> None:
        """Keep the socket open until cancelled, or until the server says not to come back."""
        try:
            while True:
                await self._connect()
                await asyncio.sleep(self._pause())
        except Unwelcome as unwelcome:
            self.unwelcome = unwelcome
            self.welcomed.set()

    async def ready(self) -> None:
        """Wait for the server's welcome. Raises Unwelcome."""
        await self.welcomed.wait()
        if self.unwelcome:
            raise self.unwelcome

    async def send(self, frame: Frame) -> None:
        """Send a frame. Raises ConnectionClosed; `lost` is then called as well."""
        assert self._socket
        await self._socket.send(msgspec.json.encode(frame).decode())

    async def _connect(self) -> None:
        """One connection from its handshake to its end. Raises Unwelcome."""
        self._bye = {}
        try:
            await self._serve()
        except InvalidStatus as refusal:
            if refusal.response.status_code == FORBIDDEN:
                raise Unwelcome("forbidden") from refusal
        except (OSError, WebSocketException):
            pass  # however it ended, `bye` says what to do now
        finally:
            self.welcomed.clear()
            self._on_lost()
        if self._code in DO_NOT_COME_BACK:
            raise Unwelcome(self._bye.get("reason") or str(self._code))

    @property
    def _code(self) -> int:
        """The close code: from `bye`, or from the socket if there was no `bye`."""
        closed = self._socket.close_code if self._socket else None
        return self._bye.get("code") or closed or 0

    async def _serve(self) -> None:
        self._socket = None
        async with connect(
            self._url,
            origin=origin_of(self._url),
            additional_headers=self._headers,
            compression=None,
            max_size=None,
            proxy=None,
        ) as self._socket:
            await self.send(self._hello())
            async for text in self._socket:
                await self._take(msgspec.json.decode(text))

    async def _take(self, frame: Frame) -> None:
        if frame["type"] == "bye":
            self._bye = frame
        await self._hand_over(frame)
        if frame["type"] == "welcome":
            self._welcomed_at = time.monotonic()
            self.welcomed.set()

    def _pause(self) -> float:
        """Seconds until the next attempt, randomised so that clients spread out.

        They follow the server's `retry_after`, or grow with the attempts since the last steady
        connection.
        """
        if self._welcomed_at and time.monotonic() - self._welcomed_at >= STEADY_SECONDS:
            self._failures = 0
        self._welcomed_at = 0.0
        longest = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2.0**self._failures)
        self._failures += 1
        asked: float | None = self._bye.get("retry_after")
        if asked is not None:
            return asked + random.uniform(0, max(FIRST_PAUSE_SECONDS, asked / 2))
        return random.uniform(0, DRAIN_SPREAD_SECONDS if self._code == DRAINING else longest)


def origin_of(url: str) -> Origin:
    """Return the origin of the pages that open this socket."""
    parts = urlsplit(url)
    return Origin(f"{parts.scheme.replace('ws', 'http')}://{parts.netloc}")
