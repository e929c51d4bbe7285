"""One socket as each server speaks it: how it greets, how it says something, how it counts.

`seen` counts the messages that a client has been given. Counting looks at the first bytes of a frame
only, because a generator that parses everything measures itself.
"""

import asyncio
import itertools
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import uuid4

import msgspec
from picows import WSFrame, WSListener, WSMsgType, WSTransport

START_BYTES = 120
CHANGES = re.compile(rb'\{"type":"changes","room":\d+,"after":(\d+),"upto":(\d+),')
RUN = str(uuid4())[:23]


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
    numbers = itertools.count()

    def __init__(self, room: int, cookie: str, tally: Tally, *, parses: bool) -> None:
        self.room = room
        self.cookie = cookie
        self.seen = 0
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.transport: Any = None
        self.tally = tally
        self.parses = parses

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

    def greet(self) -> None:
        """Say what has to come first; by default nothing, and the client is ready."""
        self.ready.set_result(None)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Count a frame that carries one message."""
        self.seen += 1
        if self.parses:
            self.note_ages([self.body_in(frame.get_payload_as_bytes())])

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
        """Send one frame."""
        self.transport.send(WSMsgType.TEXT, text.encode())

    def message(self, body: str) -> str:
        """Return the frame that says this: Hiroba's own, which every plain hub passes on."""
        nonce = f"{RUN}-{next(self.numbers):012}"
        return f'{{"type":"message","room":{self.room},"nonce":"{nonce}","body":"{body}"}}'


class HirobaClient(Client):
    """Speaks docs/protocol.md. `seen` is its cursor in the room, so a gap cannot hide."""

    path = "/ws/"
    epoch: ClassVar[str] = ""

    def headers(self, url: str) -> dict[str, str]:
        """Sign in, from the page's own origin."""
        return {"Cookie": self.cookie, "Origin": url.replace("ws://", "http://")}

    def greet(self) -> None:
        """Ask for what follows `seen`, or, the first time, for where the room stands."""
        known = self.seen and f'"{self.room}":{self.seen}'
        epoch = f'"{self.epoch}"' if known else "null"
        self.send(f'{{"type":"hello","epoch":{epoch},"rooms":{{{known or ""}}}}}')

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Move the cursor, count an ack, or take another answer."""
        start = bytes(frame.get_payload_as_memoryview()[:START_BYTES])
        if changes := CHANGES.match(start):
            self.move(int(changes[1]), int(changes[2]))
            if self.parses:
                self.read(frame.get_payload_as_bytes())
        elif start.startswith(b'{"type":"ack"'):
            self.tally.acks += 1
            self.acknowledged()
        else:
            self.answered(msgspec.json.decode(frame.get_payload_as_bytes()))

    def move(self, after: int, upto: int) -> None:
        """Take the cursor to `upto`; what lies between it and `after` was missed."""
        if after > self.seen:
            self.tally.gaps += 1
        elif upto > self.seen:
            self.seen = upto

    def read(self, payload: bytes) -> None:
        """Check that a frame holds every message that it claims, and note their ages."""
        frame = msgspec.json.decode(payload)
        numbers = [message["changed_seq"] for message in frame["messages"]]
        if numbers != list(range(frame["after"] + 1, frame["upto"] + 1)):
            self.tally.gaps += 1
        self.note_ages([m["body"] for m in frame["messages"] if m["kind"] == "text"])

    def answered(self, frame: dict[str, Any]) -> None:
        """Take `welcome`, or count a refusal."""
        match frame["type"]:
            case "welcome":
                self.welcomed(frame)
            case "error" | "bye" | "resync":
                self.tally.refusals[frame.get("code") or frame["reason"]] += 1

    def welcomed(self, frame: dict[str, Any]) -> None:
        """Watch the room from its head, unless the greeting has asked for it already."""
        HirobaClient.epoch = frame["epoch"]
        if not self.seen:
            heads = {room["id"]: room["head"] for room in frame["rooms"]}
            self.seen = heads[self.room]
            self.send(f'{{"type":"join","room":{self.room},"after":{self.seen}}}')
        if not self.ready.done():
            self.ready.set_result(None)

    def acknowledged(self) -> None:
        """Hear that a message of one's own is stored."""


class TutorialClient(Client):
    """Speaks to the consumer of the Channels tutorial."""

    path = "/ws/chat/{room}/"

    def message(self, body: str) -> str:
        """Return what the tutorial's page sends."""
        return f'{{"message":"{body}"}}'

    def body_in(self, payload: bytes) -> str:
        """Return the message's text."""
        return msgspec.json.decode(payload)["message"]


class SocketIoClient(Client):
    """Speaks Engine.IO 4 and Socket.IO 5, straight over a WebSocket."""

    path = "/socket.io/?EIO=4&transport=websocket&room={room}"

    def greet(self) -> None:
        """Wait for the server's word."""

    def message(self, body: str) -> str:
        """Return an event with the same fields."""
        return f'42["message",{super().message(body)}]'

    def body_in(self, payload: bytes) -> str:
        """Return the message's text."""
        return msgspec.json.decode(payload[2:])[1]["body"]

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Count an event, or answer what keeps the session."""
        start = bytes(frame.get_payload_as_memoryview()[:2])
        if start == b"42":
            super().on_ws_frame(transport, frame)
        elif start[:1] == b"0":
            self.send("40")
        elif start == b"40":
            self.ready.set_result(None)
        elif start == b"2":
            self.send("3")


def said_at(body: str) -> int:
    """Return when a message was said, in nanoseconds of the monotonic clock."""
    return int(body.split(" ", 1)[0])


CLIENTS: dict[str, type[Client]] = {
    "hiroba": HirobaClient,
    "plain": Client,
    "socketio": SocketIoClient,
    "tutorial": TutorialClient,
}
