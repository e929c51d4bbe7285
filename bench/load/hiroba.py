"""A member's socket that speaks docs/protocol.md."""

import asyncio
import random
from typing import Any, ClassVar

import msgspec
from picows import WSFrame, WSTransport

from bench.load.client import TEXT, Client, new_nonce
from bench.load.counting import acknowledged_in, bodies_of, stretch_of

START_BYTES = 120


class HirobaClient(Client):
    """Speaks docs/protocol.md. `seen` is its cursor in the room, so a gap cannot hide."""

    path = "/ws/"
    epoch: ClassVar[str] = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unanswered: dict[str, str] = {}

    def say(self, body: str) -> None:
        """Send one message, and keep it until it is acknowledged."""
        nonce = new_nonce()
        frame = self.unanswered[nonce] = self.posted(nonce, body)
        self.send(frame)

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
        if frame.msg_type != TEXT:
            return self.control(transport, frame)
        start = bytes(frame.get_payload_as_memoryview()[:START_BYTES])
        if stretch := stretch_of(start):
            self.move(*stretch)
            if self.parses:
                self.read(frame.get_payload_as_bytes())
        elif nonce := acknowledged_in(start):
            self.unanswered.pop(nonce, None)
            self.tally.acks += 1
            self.acknowledged()
        else:
            self.answered(msgspec.json.decode(frame.get_payload_as_bytes()))

    def move(self, after: int, upto: int) -> None:
        """Take the cursor to `upto`, unless something in between was missed."""
        if after > self.seen:
            self.tally.gaps += 1
        elif upto > self.seen:
            self.seen = upto

    def read(self, payload: bytes) -> None:
        """Check that a frame holds every message that it claims, and note their ages."""
        bodies = bodies_of(payload)
        if bodies is None:
            self.tally.gaps += 1
        else:
            self.note_ages(bodies)

    def answered(self, frame: dict[str, Any]) -> None:
        """Take `welcome`, or count a refusal; what may be sent again is sent again."""
        match frame["type"]:
            case "welcome":
                self.welcomed(frame)
            case "error" | "bye" | "resync":
                self.tally.refusals[str(frame.get("code") or frame["reason"])] += 1
                self.try_again(frame.get("nonce", ""), frame.get("retry_after"))

    def try_again(self, nonce: str, after: float | None) -> None:
        """Send a message again that was refused for now, not in one moment with all others."""
        if after is not None and nonce in self.unanswered:
            wait = after * random.uniform(1, 1.5)
            asyncio.get_running_loop().call_later(wait, self.send, self.unanswered[nonce])

    def welcomed(self, frame: dict[str, Any]) -> None:
        """Watch the room from its head, unless the greeting has asked for it already."""
        HirobaClient.epoch = frame["epoch"]
        if not self.seen:
            heads = {room["id"]: room["head"] for room in frame["rooms"]}
            self.seen = heads[self.room]
            self.send(f'{{"type":"join","room":{self.room},"after":{self.seen}}}')
        if not self.ready.done():
            self.ready.set_result(None)
