"""One open socket, from its handshake to its end: connect, receive, disconnect.

What a frame does stands here in a line, and in handlers.py where it takes more than that.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

from chat import metrics
from chat.actions.refusal import Refused, refusal_of
from chat.live.runtime import current
from chat.live.sessions.authentication import Visitor, visitor_of
from chat.live.socket import handlers
from chat.live.socket.connection import Connection, Leaving
from chat.live.socket.connection_writer import EXTENSION, ConnectionWriter, QueuedConnectionWriter
from chat.live.wire import frames, protocol
from chat.live.wire.protocol import BadFrame, Close
from chat.live.wire.salvage import READ_MAX_CHARS, Salvaged, salvaged
from chat.log import journal

GOODBYE_SECONDS = 2.0
COME_BACK_SECONDS = 5.0
REFUSED_FRAMES_MAX = 100

Receive = Callable[[], Awaitable[dict[str, Any]]]


class ChatConsumer(AsyncWebsocketConsumer):
    """One socket of one person. No channel layer: a consumer that has one dies with Redis."""

    scope: Any
    writer: ConnectionWriter
    connection: Connection
    refused_frames = 0

    # Channels' own makes a task of each frame, and asks a thread before it is handled.
    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve the socket to its end."""
        self.scope, self.base_send = scope, send
        opening = await receive()
        self.writer = opening.get(EXTENSION) or QueuedConnectionWriter(send)
        try:
            await self.connect()
            try:
                await self._receive_all(receive)
            finally:
                await self.disconnect()
        except Leaving as leaving:
            await self._say_goodbye(leaving)

    # --- Connect, receive, disconnect -------------------------------------------------------

    async def connect(self) -> None:
        """Let the person in. Raises Leaving when nobody is signed in, or there is no place."""
        await self.accept()
        runtime = current()
        if runtime.draining:
            raise Leaving(Close.DRAINING, COME_BACK_SECONDS)
        visitor = await _visitor(self.scope)
        self.scope["headers"].clear()  # a socket stays open for days, and needs them no more
        self.connection = Connection(runtime, visitor.user, visitor.session_key, self.writer)
        person = runtime.people.enter(self.connection)
        if person is None:
            raise Leaving(Close.TOO_MANY_SOCKETS)
        self.connection.person = person
        runtime.presence.entered(self.connection)
        metrics.sockets.inc()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Take one frame, within limits, and answer it."""
        if settings.RATE_LIMITS and (wait := self.connection.frames.wait()):
            return self._refuse_flood(_salvaged(text_data, bytes_data), wait)
        self.refused_frames = max(0, self.refused_frames - 1)
        try:
            frame = _frame_in(text_data, bytes_data)
            if isinstance(frame, protocol.Hello) is self.connection.greeted:
                raise BadFrame("hello_first", "say hello once, before all else", _about(frame))
        except BadFrame as bad:
            return self.connection.refuse(bad.code, bad.room, bad.nonce, detail=bad.detail)
        try:
            await self.answer(frame)
        except Exception as error:  # which must not cost the socket
            self._refuse(refusal_of(error), _about(frame))

    async def disconnect(self, code: int | None = None) -> None:
        """Forget the socket, however it has ended."""
        metrics.sockets.dec()
        self.connection.runtime.drop(self.connection)

    # --- What a frame does ------------------------------------------------------------------

    async def answer(self, frame: protocol.Frame) -> None:
        """Hand a frame to its handler, by its type: a client's string never picks a function."""
        match frame:
            case protocol.Post():
                await self.message(frame)
            case protocol.Hello():
                await self.hello(frame)
            case protocol.Join():
                await self.join(frame)
            case protocol.Leave():
                self.leave(frame)
            case protocol.History():
                await self.history(frame)
            case protocol.Read() | protocol.Unread():
                await self.read(frame)
            case protocol.Typing():
                self.typing(frame)
            case protocol.Presence():
                self.presence(frame)
            case protocol.Ping():
                self.ping(frame)
            case _:
                await self.act(frame)

    async def hello(self, frame: protocol.Hello) -> None:
        """Welcome the client, and tell it what it has missed in its rooms."""
        await handlers.welcome(self.connection, frame)

    async def join(self, frame: protocol.Join) -> None:
        """Tell the client what follows in a room, from now on."""
        await handlers.join(self.connection, frame)

    async def message(self, frame: protocol.Post) -> None:
        """Hand what somebody says to the writer, and read on: the ack comes when it is stored."""
        await handlers.post(self.connection, frame)

    async def act(self, frame: protocol.OnMessage) -> None:
        """Do something to a message that stands: edit it, delete it, react to it, …"""
        await handlers.act(self.connection, frame)

    async def history(self, frame: protocol.History) -> None:
        """Send a page of what was said before."""
        await handlers.history(self.connection, frame)

    async def read(self, frame: protocol.Read | protocol.Unread) -> None:
        """Remember how far the person has read."""
        await handlers.read(self.connection, frame)

    def typing(self, frame: protocol.Typing) -> None:
        """Tell the others in the room that the person is writing."""
        handlers.typing(self.connection, frame)

    def presence(self, frame: protocol.Presence) -> None:
        """Remember how the person is, and tell the client how others are."""
        everybody = self.connection.runtime.presence
        if frame.state is not None:
            everybody.said(self.connection, frame.state)
        if frame.people is not None:
            self.connection.send(everybody.asked(self.connection, frame.people))

    def ping(self, frame: protocol.Ping) -> None:
        """Answer that somebody is there."""
        self.connection.send(frames.frame("pong", n=frame.n))

    def leave(self, frame: protocol.Leave) -> None:
        """Tell the client no more of a room."""
        self.connection.runtime.hub.unwatch(self.connection, frame.room)

    # --- The loop, and its end --------------------------------------------------------------

    async def _receive_all(self, receive: Receive) -> None:
        """Take frames in their order until the client leaves. Raises Leaving when it has to."""
        self.connection.task = task = asyncio.current_task()
        try:
            await self._receive_each(receive)
        except TimeoutError:
            raise Leaving(Close.HELLO_TIMEOUT) from None
        except asyncio.CancelledError:
            if task is None or self.connection.ended is None:
                raise
            task.uncancel()
            raise self.connection.ended from None

    async def _receive_each(self, receive: Receive) -> None:
        connection = self.connection
        async with asyncio.timeout(settings.HELLO_SECONDS):
            while not connection.greeted:
                if (event := await receive())["type"] != "websocket.receive":
                    return
                await self.receive(event.get("text"), event.get("bytes"))
        while (event := await receive())["type"] == "websocket.receive":
            if connection.full:  # whoever does not read what they asked for may not ask for more
                await connection.drained()
            await self.receive(event.get("text"), event.get("bytes"))

    def _refuse_flood(self, about: Salvaged, wait: float) -> None:
        self.refused_frames += 1
        if self.refused_frames > REFUSED_FRAMES_MAX:
            raise Leaving(Close.FLOODING, COME_BACK_SECONDS)
        self.connection.refuse("flooding", about.room, about.nonce, wait)

    def _refuse(self, refused: Refused, about: Salvaged) -> None:
        wait, detail = refused.retry_after, refused.detail
        self.connection.refuse(refused.code, about.room, about.nonce, wait, detail)

    async def _say_goodbye(self, leaving: Leaving) -> None:
        metrics.sockets_closed.labels(leaving.close.name.lower()).inc()
        self.writer.write(frames.bye(leaving.close, leaving.retry_after))
        with suppress(TimeoutError):
            async with asyncio.timeout(GOODBYE_SECONDS):
                await self.writer.drained()
        with suppress(Exception):  # each server has its own for a client that is gone
            await self.close(leaving.close.value)


async def _visitor(scope: dict[str, Any]) -> Visitor:
    try:
        visitor = await current().readers.run(visitor_of, scope)
    except journal.UNAVAILABLE:
        raise Leaving(Close.OVERLOADED, COME_BACK_SECONDS) from None
    if visitor is None:
        raise Leaving(Close.NOT_SIGNED_IN)
    return visitor


def _frame_in(text: str | None, data: bytes | None) -> protocol.Frame:
    if text is None:
        raise BadFrame("bad_frame", "frames are text", _salvaged(text, data))
    if len(text.encode("utf-8", "surrogatepass")) > settings.FRAME_MAX_BYTES:
        detail = f"at most {settings.FRAME_MAX_BYTES} bytes"
        raise BadFrame("too_large", detail, _salvaged(text, data))
    return protocol.parse(text)


def _about(frame: protocol.Frame) -> Salvaged:
    return Salvaged(getattr(frame, "nonce", None), getattr(frame, "room", None))


def _salvaged(text: str | None, data: bytes | None) -> Salvaged:
    return salvaged(text or (data or b"")[:READ_MAX_CHARS].decode("utf-8", "replace"))
