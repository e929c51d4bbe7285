"""A member's socket: how it greets, how it says something, how it counts.

`seen` counts the messages that a client has been given. Counting looks at the first bytes of a
frame only, because a generator that parses everything measures itself.
"""

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar
from uuid import uuid4

import msgspec
from picows import WSFrame, WSListener, WSMsgType, WSTransport

from bench.load.counting import said_at

TEXT = WSMsgType.TEXT
RUN = str(uuid4())[:23]
NUMBERS = itertools.count()


@dataclass
class Tally:
    """What all the clients of a run count together; latencies in seconds."""

    acks: int = 0
    gaps: int = 0
    lost_sockets: int = 0
    refusals: Counter[str] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)


class Client(WSListener):
    """One member's socket. `parses`: it reads every message, for its age."""

    path: ClassVar[str] = "/{room}"

    def __init__(self, room: int, cookie: str, tally: Tally, *, parses: bool) -> None:
        self.room = room
        self.cookie = cookie
        self.seen = 0
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.transport: WSTransport | None = None
        self.tally = tally
        self.parses = parses
        self.acknowledged: Callable[[], None] = nothing

    def headers(self, url: str) -> dict[str, str]:
        """Return what the handshake says besides the standard's own."""
        return {}

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Greet, where the server wants that."""
        self.transport = transport
        self.greet()

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """Count a socket that the server ended."""
        self.transport = None
        self.tally.lost_sockets += 1

    def leave(self) -> None:
        """Close the socket, and be ready for another one."""
        if self.transport:
            self.transport.disconnect()
        self.ready = asyncio.get_running_loop().create_future()

    def greet(self) -> None:
        """Say what has to come first; by default nothing, and the client is ready."""
        self.ready.set_result(None)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Count a frame that carries one message."""
        if frame.msg_type != TEXT:
            return self.control(transport, frame)
        self.seen += 1
        if self.parses:
            self.note_ages([self.body_in(frame.get_payload_as_bytes())])

    def control(self, transport: WSTransport, frame: WSFrame) -> None:
        """Take a ping, which picows answers by itself, or the server's closing of the socket."""
        if frame.msg_type == WSMsgType.CLOSE:
            self.tally.refusals[f"closed {frame.get_close_code()}"] += 1
            transport.disconnect()

    def note_ages(self, bodies: list[str]) -> None:
        """Note how long ago these messages were said."""
        now = time.monotonic_ns()
        self.tally.latencies += [(now - said_at(body)) / 1e9 for body in bodies]

    def body_in(self, payload: bytes) -> str:
        """Return the message's text."""
        return msgspec.json.decode(payload)["body"]

    def say(self, body: str) -> None:
        """Send one message to the room."""
        self.send(self.message(body))

    def send(self, text: str) -> None:
        """Send one frame, or count that there is no socket any more."""
        if self.transport is None:
            self.tally.refusals["socket lost"] += 1
        else:
            self.transport.send(TEXT, text.encode())

    def message(self, body: str) -> str:
        """Return the frame that says this: Hiroba's own, which every plain hub passes on."""
        return self.posted(new_nonce(), body)

    def posted(self, nonce: str, body: str) -> str:
        """Return a `message` frame."""
        return f'{{"type":"message","room":{self.room},"nonce":"{nonce}","body":"{body}"}}'


def new_nonce() -> str:
    """Return a UUID that no other message of the run has."""
    return f"{RUN}-{next(NUMBERS):012}"


def nothing() -> None:
    """Do nothing about an acknowledgement."""
