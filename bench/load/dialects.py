"""The sockets of the other servers, and which server is spoken to how."""

import msgspec
from picows import WSFrame, WSMsgType, WSTransport

from bench.load.client import TEXT, Client
from bench.load.hiroba import HirobaClient


class LinesClient(Client):
    """Speaks to a hub that puts several messages into a frame, as lines, perhaps of fragments."""

    rest = b""

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Count the lines."""
        if frame.msg_type not in (TEXT, WSMsgType.CONTINUATION):
            return self.control(transport, frame)
        payload = frame.get_payload_as_bytes()
        self.seen += payload.count(b"\n") + (frame.msg_type == TEXT)
        if self.parses:
            *lines, self.rest = (self.rest + payload + b"\n" * frame.fin).split(b"\n")
            self.note_ages([self.body_in(line) for line in lines])


class TutorialClient(Client):
    """Speaks to the consumer of the Channels tutorial."""

    path = "/ws/chat/{room}/"

    def headers(self, url: str) -> dict[str, str]:
        """Come from the page's own origin."""
        return {"Origin": url.replace("ws://", "http://")}

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
        if start == b"42" or frame.msg_type != TEXT:
            super().on_ws_frame(transport, frame)
        elif start[:1] == b"0":
            self.send("40")
        elif start == b"40":
            self.ready.set_result(None)
        elif start == b"2":
            self.send("3")


def nothing() -> None:
    """Do nothing about an acknowledgement."""


CLIENTS: dict[str, type[Client]] = {
    "hiroba": HirobaClient,
    "lines": LinesClient,
    "plain": Client,
    "socketio": SocketIoClient,
    "tutorial": TutorialClient,
}
