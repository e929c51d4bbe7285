"""A TCP proxy on one link: passes everything on, and does on demand what networks do."""

import asyncio
import random
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from socket import SO_LINGER, SOL_SOCKET

from tests.services import free_port

PIECE_BYTES = 64 * 1024
RESEND_SECONDS = 0.2
SNAP_SECONDS = 0.05
RESET = struct.pack("ii", 1, 0)  # linger for no time: what is not sent is dropped, with an RST


@dataclass(frozen=True, slots=True)
class Weather:
    """How one direction of a link carries what it is given."""

    delay: float = 0.0
    """Seconds that each piece is held."""
    lost: float = 0.0
    """The share of pieces that get lost once and come RESEND_SECONDS later."""
    bytes_per_second: float | None = None
    vanishes: bool = False
    """Nothing arrives, and nobody is told."""


FAIR = Weather()


@dataclass(frozen=True, slots=True)
class Trap:
    """Cuts a connection right after these bytes have gone to the server, before any answer."""

    words: bytes
    chance: float


class Proxy:
    """One link. `to_server` and `to_client` are its weather; `trap` may lie in wait on it."""

    def __init__(self, target: int, rng: random.Random) -> None:
        self.port = free_port()
        self.to_server = FAIR
        self.to_client = FAIR
        self.trap: Trap | None = None
        self.trapped = 0
        self._target = target
        self._rng = rng
        self._links: set[_Link] = set()
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Accept connections, on the same port as before."""
        self._server = await asyncio.start_server(
            self._accept, "127.0.0.1", self.port, backlog=4096
        )

    def refuse(self) -> None:
        """Accept no connections; those that stand go on."""
        if self._server:
            self._server.close()

    async def close(self) -> None:
        """End everything."""
        self.refuse()
        while self._links:
            self.cut()
            await asyncio.sleep(0.01)
        if self._server:
            await self._server.wait_closed()

    def cut(self, share: float = 1.0) -> int:
        """Reset this share of the connections, chosen by lot; return how many."""
        chosen = [link for link in tuple(self._links) if self._rng.random() < share]
        for link in chosen:
            link.reset()
        return len(chosen)

    def be(self, weather: Weather) -> None:
        """Have this weather both ways."""
        self.to_server = self.to_client = weather

    def clear(self) -> None:
        """Have fair weather and no trap. A connection that has lost bytes is reset: it is dead."""
        self.be(FAIR)
        self.trap = None
        for link in tuple(self._links):
            if link.torn:
                link.reset()

    def springs(self, piece: bytes) -> bool:
        """Return whether the trap closes on this piece."""
        trap = self.trap
        sprung = trap is not None and trap.words in piece and self._rng.random() < trap.chance
        self.trapped += sprung
        return sprung

    def loses(self, weather: Weather) -> bool:
        """Return whether a piece gets lost the first time."""
        return self._rng.random() < weather.lost

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        link = _Link(self, writer)
        self._links.add(link)
        try:
            await link.run(reader, self._target)
        finally:
            self._links.discard(link)


class _Link:
    """One connection through the proxy."""

    def __init__(self, proxy: Proxy, client: asyncio.StreamWriter) -> None:
        self.torn = False
        self._proxy = proxy
        self._client = client
        self._server: asyncio.StreamWriter | None = None
        self._muted = False

    async def run(self, from_client: asyncio.StreamReader, target: int) -> None:
        """Carry both ways until both sides have ended, or one was reset."""
        try:
            from_server, self._server = await asyncio.open_connection("127.0.0.1", target)
        except OSError:
            return self.reset()
        with suppress(OSError):
            await asyncio.gather(
                self._carry(from_client, self._server, lambda: self._proxy.to_server, trapped=True),
                self._carry(from_server, self._client, lambda: self._proxy.to_client),
            )
        self.reset()

    def reset(self) -> None:
        """End both sides at once."""
        for side in (self._client, self._server):
            if side is not None and not side.is_closing():
                socket = side.get_extra_info("socket")
                socket.setsockopt(SOL_SOCKET, SO_LINGER, RESET)
                side.transport.abort()

    async def _carry(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        weather: Callable[[], Weather],
        trapped: bool = False,
    ) -> None:
        while piece := await reader.read(PIECE_BYTES):
            await self._hold(weather(), len(piece))
            if weather().vanishes or self._muted:
                self.torn = True
                continue
            self._muted = trapped and self._proxy.springs(piece)
            writer.write(piece)
            await writer.drain()
            if trapped and self._muted:
                await asyncio.sleep(SNAP_SECONDS)
                return self.reset()
        if weather().vanishes:
            self.torn = True  # the other side is not told of the end
            return
        with suppress(OSError, RuntimeError):
            writer.write_eof()

    async def _hold(self, weather: Weather, size: int) -> None:
        seconds = weather.delay
        if weather.lost and self._proxy.loses(weather):
            seconds += RESEND_SECONDS
        if weather.bytes_per_second:
            seconds += size / weather.bytes_per_second
        if seconds:
            await asyncio.sleep(seconds)
