"""The one loop of a socket: takes its frames in their order, within limits, and answers each.

No channel layer and no writing to models here.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings

from chat.actions.refusal import Refused
from chat.live.socket.connection import Connection, Leaving
from chat.live.socket.handlers import answer
from chat.live.wire import frames, protocol
from chat.live.wire.protocol import Close
from chat.live.wire.salvage import READ_MAX_CHARS, Salvaged, salvaged
from chat.log import journal

logger = logging.getLogger(__name__)

REFUSED_FRAMES_MAX = 100
COME_BACK_SECONDS = 5.0

Receive = Callable[[], Awaitable[dict[str, Any]]]


class Conversation:
    """What one client says, from `hello` on."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._refused_frames = 0

    async def run(self, receive: Receive) -> None:
        """Read frames until the client leaves. Raises Leaving when it has to."""
        self._connection.task = task = asyncio.current_task()
        try:
            await self._read(receive)
        except TimeoutError:
            raise Leaving(Close.HELLO_TIMEOUT) from None
        except asyncio.CancelledError:
            if task is None or self._connection.ended is None:
                raise
            task.uncancel()
            raise self._connection.ended from None

    async def _read(self, receive: Receive) -> None:
        connection = self._connection
        async with asyncio.timeout(settings.HELLO_SECONDS):
            while not connection.greeted:
                if (event := await receive())["type"] != "websocket.receive":
                    return
                await self._take(event)
        while (event := await receive())["type"] == "websocket.receive":
            if connection.full:  # whoever does not read what they asked for may not ask for more
                await connection.drained()
            await self._take(event)

    async def _take(self, event: dict[str, Any]) -> None:
        if settings.RATE_LIMITS and (wait := self._connection.frames.wait()):
            return self._refuse_flood(event, wait)
        self._refused_frames = max(0, self._refused_frames - 1)
        try:
            await self._handle(_frame_in(event))
        except protocol.BadFrame as bad:
            told = frames.error(bad.code, nonce=bad.nonce, room=bad.room, detail=bad.detail)
            self._connection.send(told)

    def _refuse_flood(self, event: dict[str, Any], wait: float) -> None:
        self._refused_frames += 1
        if self._refused_frames > REFUSED_FRAMES_MAX:
            raise Leaving(Close.FLOODING, COME_BACK_SECONDS)
        nonce, room = _salvaged(event)
        self._connection.refuse("flooding", room, nonce, wait)

    async def _handle(self, frame: protocol.Frame) -> None:
        """A fault of ours in answering one frame must not cost the socket."""
        if isinstance(frame, protocol.Hello) is self._connection.greeted:
            raise protocol.BadFrame("hello_first", "say hello once, before all else", _about(frame))
        try:
            await answer(self._connection, frame)
        except Refused as refused:
            self._refuse(refused.code, frame, refused.retry_after)
        except journal.UNAVAILABLE:
            self._refuse("unavailable", frame)
        except Exception:
            logger.exception("A %s frame could not be answered", type(frame).__name__)
            self._refuse("internal", frame)

    def _refuse(self, code: str, frame: protocol.Frame, retry_after: float | None = None) -> None:
        about = _about(frame)
        self._connection.refuse(code, about.room, about.nonce, retry_after)


def _about(frame: protocol.Frame) -> Salvaged:
    return Salvaged(getattr(frame, "nonce", None), getattr(frame, "room", None))


def _frame_in(event: dict[str, Any]) -> protocol.Frame:
    text = event.get("text")
    if text is None:
        raise protocol.BadFrame("bad_frame", "frames are text", _salvaged(event))
    if len(text.encode("utf-8", "surrogatepass")) > settings.FRAME_MAX_BYTES:
        detail = f"at most {settings.FRAME_MAX_BYTES} bytes"
        raise protocol.BadFrame("too_large", detail, _salvaged(event))
    return protocol.parse(text)


def _salvaged(event: dict[str, Any]) -> Salvaged:
    data = event.get("bytes") or b""
    return salvaged(event.get("text") or data[:READ_MAX_CHARS].decode("utf-8", "replace"))
