"""Frames in and out, as docs/protocol.md tells them. Pure: parse and refuse, or encode."""

from enum import IntEnum
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

VERSION = 1
HISTORY_PAGE_DEFAULT = 50
HISTORY_PAGE_MAX = 100

Number = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
PageSize = Annotated[int, msgspec.Meta(ge=1, le=HISTORY_PAGE_MAX)]


class Close(IntEnum):
    """Why a socket is closed: below 4500 "come back", from 4500 on "don't"."""

    DRAINING = 4001
    TOO_SLOW = 4002
    RESYNC = 4003
    HELLO_TIMEOUT = 4004
    FLOODING = 4029
    OVERLOADED = 4053
    ABUSE = 4500
    NOT_SIGNED_IN = 4501
    BANNED = 4503
    TOO_MANY_SOCKETS = 4504


class BadFrame(Exception):
    """What came is no frame. `nonce` is the one that the refusal answers, where there is one."""

    def __init__(self, code: str, detail: str, nonce: UUID | None = None) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail
        self.nonce = nonce


# --- Client to server ---------------------------------------------------------------------


class Hello(msgspec.Struct, tag="hello", tag_field="type", frozen=True):
    """Where this client stands: its cursor in each room that it watches."""

    epoch: str | None
    rooms: dict[Number, Number]


class Join(msgspec.Struct, tag="join", tag_field="type", frozen=True):
    """Start watching a room, from a cursor or from its newest page."""

    room: Number
    after: Number | None = None


class Leave(msgspec.Struct, tag="leave", tag_field="type", frozen=True):
    """Stop watching a room."""

    room: Number


class Post(msgspec.Struct, tag="message", tag_field="type", frozen=True):
    """Say something in a room."""

    room: Number
    nonce: UUID
    body: str


class History(msgspec.Struct, tag="history", tag_field="type", frozen=True):
    """Ask for the messages next to a place."""

    room: Number
    before: Number | None = None
    after: Number | None = None
    limit: PageSize = HISTORY_PAGE_DEFAULT

    def __post_init__(self) -> None:
        """Refuse two places at once."""
        if self.before is not None and self.after is not None:
            raise ValueError("`before` or `after`, not both")


class Read(msgspec.Struct, tag="read", tag_field="type", frozen=True):
    """Everything up to here has been read."""

    room: Number
    seq: Number


class Ping(msgspec.Struct, tag="ping", tag_field="type", frozen=True):
    """Ask whether the other side is there."""

    n: Number


Frame = Hello | Join | Leave | Post | History | Read | Ping


class _Envelope(msgspec.Struct):
    type: str


class _WithNonce(msgspec.Struct):
    nonce: UUID | None = None


TYPES = frozenset(kind.__struct_config__.tag for kind in Frame.__args__)
_frames = msgspec.json.Decoder(Frame)
_envelopes = msgspec.json.Decoder(_Envelope)
_nonces = msgspec.json.Decoder(_WithNonce)


def parse(text: str) -> Frame:
    """Return the frame in this text.

    Raises BadFrame: `bad_frame` (not a JSON object), `unknown_type`, `bad_field`.
    """
    try:
        return _frames.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise _explained(text, str(error)) from None


def _explained(text: str, detail: str) -> BadFrame:
    """Which refusal this is; the parser's own words are for developers only."""
    try:
        given = _envelopes.decode(text).type
    except msgspec.ValidationError as error:
        return BadFrame("bad_field" if text.lstrip()[:1] == "{" else "bad_frame", str(error))
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        return BadFrame("bad_frame", str(error))
    if given not in TYPES:
        return BadFrame("unknown_type", detail)
    return BadFrame("bad_field", detail, _nonce_in(text))


def _nonce_in(text: str) -> UUID | None:
    try:
        return _nonces.decode(text).nonce
    except msgspec.DecodeError:
        return None


# --- Server to client ---------------------------------------------------------------------


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
