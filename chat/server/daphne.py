"""What Daphne lacks: frames straight to the connection, and bounds on what comes in and goes out.

Only a process that Daphne serves has this; `config/asgi.py` puts it in place there.
"""

import asyncio
import logging
import time
from contextlib import suppress
from typing import Any

from autobahn.websocket import protocol as autobahn_protocol
from autobahn.websocket.types import ConnectionDeny, ConnectionRequest
from daphne import http_protocol
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol
from twisted.internet.abstract import FileDescriptor
from twisted.internet.interfaces import IPushProducer
from zope.interface import implementer

from chat.live.socket.connection_writer import EXTENSION, WAITING_MAX_BYTES
from chat.live.wire.frames import Frame

logger = logging.getLogger(__name__)

WAITING_FRAMES_MAX = 64
"""How many frames of one client may wait to be handled before we stop reading from it."""
READ_AGAIN_SECONDS = 0.01
ODD_FRAMES_PER_SECOND = 1_000
"""Fragments and control frames: browsers send a handful, and each costs us as much as a message."""

ANSWER_TO_CLOSE_SECONDS = 10.0
"""autobahn allows 1 s, and its reset discards a `bye` that the client has not read yet."""

WHOLE_TEXT = 0x81
MASKED = 0x80
PING = b"\x89\x00"
PONG = b"\x8a\x80"
PONG_BYTES = 6


@implementer(IPushProducer)
class DirectOutlet:
    """Writes to the connection itself while nothing waits, and to Twisted's buffer otherwise.

    As a push producer it learns from Twisted when the buffer is too full (64 KiB) and when it is
    empty again.
    """

    __slots__ = ("_protocol", "_transport", "_waiter", "full")

    def __init__(self, protocol: "HirobaProtocol") -> None:
        self.full = False
        self._protocol = protocol
        self._transport = protocol.transport
        self._waiter: asyncio.Future[None] | None = None
        # Until now the handshake's HTTP channel was the producer, and can be freed with this.
        self._transport.unregisterProducer()
        self._transport.registerProducer(self, True)

    def write(self, frame: Frame) -> None:
        """Send a frame now, or as soon as those before it have left."""
        self.write_raw(frame.wire)

    def write_all(self, frames: list[Frame]) -> None:
        """Send these frames with one system call."""
        self.write_raw(b"".join([frame.wire for frame in frames]))

    def write_raw(self, wire: bytes) -> None:
        """Send whole frames, as they stand on the wire."""
        if self._protocol.state != WebSocketProtocol.STATE_OPEN:
            return
        transport = self._transport
        if transport.dataBuffer or transport._tempDataBuffer:
            return self._write_behind(wire)
        try:
            sent = transport.socket.send(wire)
        except OSError:  # full, or broken: Twisted meets the same and deals with it
            sent = 0
        if sent < len(wire):
            transport.write(wire[sent:])

    def _write_behind(self, wire: bytes) -> None:
        self._transport.write(wire)
        if self._transport._tempDataLen > WAITING_MAX_BYTES:
            logger.info("A client that does not read is cut off")
            self._protocol.dropConnection(abort=True)

    async def drained(self) -> None:
        """Return when the buffer is empty, or the connection is gone."""
        if not self.full:
            return
        if self._waiter is None:
            self._waiter = asyncio.get_running_loop().create_future()
        await asyncio.shield(self._waiter)

    # --- Called by Twisted ------------------------------------------------------------------

    def pauseProducing(self) -> None:
        """The buffer is full."""
        self.full = True

    def resumeProducing(self) -> None:
        """The buffer is empty again."""
        self.full = False
        if self._waiter is not None:
            self._waiter.set_result(None)
            self._waiter = None
        if self._transport.disconnecting:
            self._transport.unregisterProducer()  # Twisted closes nothing that has a producer

    def stopProducing(self) -> None:
        """The connection is gone."""
        self.resumeProducing()


class HirobaProtocol(WebSocketProtocol):
    """Daphne's end of a WebSocket, with fast paths for what clients usually send and receive."""

    data: bytes
    closeHandshakeTimeout = ANSWER_TO_CLOSE_SECONDS
    _outlet: DirectOutlet | None = None
    _heard_at = 0.0
    _asked_at: float | None = None
    _paused = False
    _odd_frames = 0
    _odd_since = 0.0

    def onConnect(self, request: ConnectionRequest) -> Any:
        """Begin the handshake; Daphne itself answers 500 to a subprotocol that is not ASCII."""
        if not request.headers.get("sec-websocket-protocol", "").isascii():
            raise ConnectionDeny(400, "Bad Sec-WebSocket-Protocol")  # type: ignore[no-untyped-call]
        return super().onConnect(request)

    def applicationCreateWorked(self, application_queue: asyncio.Queue[dict[str, Any]]) -> None:
        """Open the socket for the application, with direct writing where possible."""
        super().applicationCreateWorked(application_queue)
        if isinstance(self.transport, FileDescriptor):  # with TLS of its own it is wrapped
            self._outlet = DirectOutlet(self)
            opening = application_queue.get_nowait()
            application_queue.put_nowait({**opening, EXTENSION: self._outlet})

    def onOpen(self) -> None:
        """Free what only the handshake needed: a socket stays open for days."""
        super().onOpen()
        self._hear()
        self.http_headers = self.request.headers = {}
        self.http_request_data = self.http_response_data = b""
        self._transport_details = None

    def onClose(self, wasClean: bool, code: int | None, reason: str | None) -> None:
        """Break the reference cycle with the outlet, so that both are freed at once."""
        self._outlet = None
        super().onClose(wasClean, code, reason)

    def connectionLost(self, reason: Any) -> None:
        """Clean up, and drop the future that refers back to the protocol."""
        super().connectionLost(reason)
        self.is_closed = None

    # --- Keepalive --------------------------------------------------------------------------

    def check_timeouts(self) -> None:
        """Ping a client that has been silent for long, and cut it off when it does not answer.

        The server calls this for each socket every few seconds (thinned_checks.py). Daphne's
        own way makes a payload and a timer for each ping, and sends the answer through the parser.
        """
        if self._outlet is None or self.state != WebSocketProtocol.STATE_OPEN:
            return super().check_timeouts()
        now = time.monotonic()
        if self._asked_at is not None and now - self._asked_at > self.server.ping_timeout:
            self.dropConnection(abort=True)
        elif self._asked_at is None and now - self._heard_at > self.server.ping_interval:
            self._asked_at = now
            self._outlet.write_raw(PING)

    def _hear(self) -> None:
        self._heard_at = time.monotonic()
        self._asked_at = None

    # --- What comes in ----------------------------------------------------------------------

    def processData(self) -> bool:
        """Take the next frame from what has arrived, and return whether there may be another.

        Clients send short, whole, masked text frames (RFC 6455, section 5.2), which need none of
        the parser's generality; all others, and all that is wrong, go through the parser.
        """
        data = self.data
        if data[:2] == PONG and self.current_frame is None and len(data) >= PONG_BYTES:
            self._count_odd_frame()
            self.data = data[PONG_BYTES:]
            return len(data) > PONG_BYTES
        if self.current_frame is None and not self.inside_message and len(data) > 6:
            length, start = data[1] ^ MASKED, 6
            if length == 126:
                length, start = int.from_bytes(data[2:4], "big"), 8
            end = start + length
            is_usual = data[0] == WHOLE_TEXT and length > 0 and len(data) >= end
            if is_usual and (start == 8) is (length > 125) and self._take(data, start, end):
                self.data = data[end:]
                return len(data) > end
        return super().processData()

    def _take(self, data: bytes, start: int, end: int) -> bool:
        """Pass on a frame's text; return False for frames that only the parser may handle."""
        if self.state != WebSocketProtocol.STATE_OPEN or end - start > self.maxFramePayloadSize:
            return False
        length = end - start
        mask = (data[start - 4 : start] * (length // 4 + 1))[:length]
        masked = int.from_bytes(data[start:end], "little")
        payload = (masked ^ int.from_bytes(mask, "little")).to_bytes(length, "little")
        with suppress(UnicodeDecodeError):
            self._hand_over({"type": "websocket.receive", "text": payload.decode()})
            return True
        return False

    def onMessage(self, payload: bytes, isBinary: bool) -> None:
        """Pass on a message that came through the parser."""
        key, value = ("bytes", payload) if isBinary else ("text", payload.decode())
        self._hand_over({"type": "websocket.receive", key: value})

    def _hand_over(self, event: dict[str, Any]) -> None:
        self._hear()
        self.application_queue.put_nowait(event)
        if self.application_queue.qsize() >= WAITING_FRAMES_MAX and not self._paused:
            self._paused = True
            self.transport.pauseProducing()
            self._look_again()

    def _look_again(self) -> None:
        asyncio.get_running_loop().call_later(READ_AGAIN_SECONDS, self._read_again)

    def _read_again(self) -> None:
        """Read on once the queue is shorter; only clients that send too much cost a timer."""
        if self.application_queue.qsize() >= WAITING_FRAMES_MAX and self.transport.connected:
            return self._look_again()
        self._paused = False
        self.transport.resumeProducing()

    def onFrameBegin(self) -> None:
        """Begin a frame that came through the parser, unless there are too many of them."""
        self._count_odd_frame()
        super().onFrameBegin()

    def _count_odd_frame(self) -> None:
        self._hear()
        if self._heard_at - self._odd_since > 1:
            self._odd_since, self._odd_frames = self._heard_at, 0
        self._odd_frames += 1
        if self._odd_frames > ODD_FRAMES_PER_SECOND:
            logger.info("A client that floods with fragments or pings is cut off")
            self.dropConnection(abort=True)


class HirobaRequest(http_protocol.WebRequest):
    """Daphne's end of a request, before it is known for a page's or a socket's."""

    def process(self) -> None:
        """Make one Cookie header of several: Daphne joins by a comma what it hands to a socket."""
        parts = self.requestHeaders.getRawHeaders(b"cookie", [])
        if len(parts) > 1:
            self.requestHeaders.setRawHeaders(b"cookie", [b"; ".join(parts)])
        super().process()


def install() -> None:
    """Let the Daphne of this process use it for every request and socket from now on."""
    WebSocketFactory.protocol = HirobaProtocol
    http_protocol.WebRequest = HirobaRequest
    # For each connection autobahn lays out its thirty settings in columns, for a debug
    # message that nobody sees.
    autobahn_protocol.pformat = repr  # type: ignore[attr-defined, assignment]
