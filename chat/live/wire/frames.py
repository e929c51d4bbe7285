"""Frames that go out, as docs/protocol.md tells them. Pure: encode."""

from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from chat.live.wire.protocol import Close


class Frame:
    """A text frame, encoded once however many it is sent to.

    `wire`: the bytes of an unmasked, unfragmented text frame of RFC 6455, section 5.2.
    """

    __slots__ = ("_header_bytes", "wire")

    def __init__(self, payload: bytes) -> None:
        header = _header(len(payload))
        self._header_bytes = len(header)
        self.wire = header + payload

    @property
    def text(self) -> str:
        """What the frame says."""
        return self.wire[self._header_bytes :].decode()


def _header(length: int) -> bytes:
    if length < 126:
        return bytes((0x81, length))
    if length < 65_536:
        return b"\x81\x7e" + length.to_bytes(2, "big")
    return b"\x81\x7f" + length.to_bytes(8, "big")


def encode_message(facts: dict[str, Any]) -> bytes:
    """Return a message's bytes, to be joined into as many frames as needed."""
    return msgspec.json.encode(facts)


def frame(kind: str, **fields: Any) -> Frame:
    """Return a frame of this type; fields that are None are left out."""
    told = {name: value for name, value in fields.items() if value is not None}
    return Frame(msgspec.json.encode({"type": kind, **told}))


def now() -> str:
    """Return the time that clients compare moments with, whatever their own clocks say."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def changes(room: int, after: int, upto: int, head: int, messages: list[bytes]) -> Frame:
    """Return the frame that moves a client's cursor from `after` to `upto`."""
    pieces = [msgspec.Raw(message) for message in messages]
    return frame("changes", room=room, after=after, upto=upto, head=head, messages=pieces)


def error(
    code: str,
    *,
    nonce: UUID | None = None,
    room: int | None = None,
    retry_after: float | None = None,
    detail: str | None = None,
) -> Frame:
    """Return the refusal of one frame; `retry_after` in seconds."""
    return frame("error", code=code, nonce=nonce, room=room, retry_after=retry_after, detail=detail)


ResyncReason = Literal["epoch", "behind", "ahead"]


def resync(room: int, reason: ResyncReason, head: int) -> Frame:
    """Return the frame that tells a client to drop a room and take its newest page."""
    return frame("resync", room=room, reason=reason, head=head)


def bye(close: Close, retry_after: float | None) -> Frame:
    """Return the frame that says why the socket is about to be closed."""
    told = {"code": close.value, "reason": close.name.lower(), "retry_after": retry_after}
    return Frame(msgspec.json.encode({"type": "bye", **told}))


def removed(room: int, seq: int, *, readable: bool) -> Frame:
    """Return the frame that tells somebody that they are no longer a member, as of `seq`.

    `readable`: they may go on watching, as anybody may watch a public room.
    """
    return frame("removed", room=room, seq=seq, readable=readable)
