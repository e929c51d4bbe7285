"""Frames that go out, as docs/protocol.md tells them. Pure: encode."""

from typing import Any, Literal
from uuid import UUID

import msgspec

from chat.live.protocol import Close


def encode_message(facts: dict[str, Any]) -> bytes:
    """Return a message's bytes, to be joined into as many frames as needed."""
    return msgspec.json.encode(facts)


def frame(kind: str, **fields: Any) -> str:
    """Return a frame of this type as text; fields that are None are left out."""
    told = {name: value for name, value in fields.items() if value is not None}
    return msgspec.json.encode({"type": kind, **told}).decode()


def changes(room: int, after: int, upto: int, head: int, messages: list[bytes]) -> str:
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
) -> str:
    """Return the refusal of one frame; `retry_after` in seconds."""
    return frame("error", code=code, nonce=nonce, room=room, retry_after=retry_after, detail=detail)


ResyncReason = Literal["epoch", "behind", "ahead"]


def resync(room: int, reason: ResyncReason, head: int) -> str:
    """Return the frame that tells a client to drop a room and take its newest page."""
    return frame("resync", room=room, reason=reason, head=head)


def bye(close: Close, retry_after: float | None) -> str:
    """Return the frame that says why the socket is about to be closed."""
    return msgspec.json.encode(
        {
            "type": "bye",
            "code": close.value,
            "reason": close.name.lower(),
            "retry_after": retry_after,
        }
    ).decode()


def removed(room: int, seq: int, *, readable: bool) -> str:
    """Return the frame that tells somebody that they are no longer a member, as of `seq`.

    `readable`: they may go on watching, as anybody may watch a public room.
    """
    return frame("removed", room=room, seq=seq, readable=readable)
