"""Frames that come in, as docs/protocol.md tells them. Pure: parse, or refuse."""

from enum import IntEnum
from typing import Annotated, Any, Literal, Union, get_args
from uuid import UUID

import msgspec

from chat.acts import ACTS, LEFT_OUT, ROWS, ActType, Number
from chat.live.wire.salvage import NOTHING, Salvaged, salvaged

VERSION = 1
HISTORY_PAGE_DEFAULT = 50
HISTORY_PAGE_MAX = 100
PEOPLE_MAX = 500
ROOMS_MAX = 2_000

People = Annotated[list[Number], msgspec.Meta(max_length=PEOPLE_MAX)]
Cursors = Annotated[dict[Number, Number], msgspec.Meta(max_length=ROOMS_MAX)]
PageSize = Annotated[int, msgspec.Meta(ge=1, le=HISTORY_PAGE_MAX)]


class Close(IntEnum):
    """Why a socket is closed: below 4500 "come back", from 4500 on "don't"."""

    DRAINING = 4001
    HELLO_TIMEOUT = 4004
    FLOODING = 4029
    OVERLOADED = 4053
    ABUSE = 4500
    NOT_SIGNED_IN = 4501
    BANNED = 4503
    TOO_MANY_SOCKETS = 4504


class BadFrame(Exception):
    """What came is no frame. `nonce` and `room` are those that the refusal answers, if any."""

    def __init__(self, code: str, detail: str, about: Salvaged = NOTHING) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail
        self.nonce, self.room = about


# --- Client to server ---------------------------------------------------------------------


class Hello(msgspec.Struct, tag="hello", tag_field="type", frozen=True):
    """Where this client stands: its cursor in each room that it watches."""

    epoch: str | None
    rooms: Cursors
    people: Number | None = None


class Join(msgspec.Struct, tag="join", tag_field="type", frozen=True):
    """Start watching a room, from a cursor or from its newest page."""

    room: Number
    after: Number | None = None


class Leave(msgspec.Struct, tag="leave", tag_field="type", frozen=True):
    """Stop watching a room."""

    room: Number


class Post(msgspec.Struct, tag="message", tag_field="type", frozen=True):
    """Say something in a room, perhaps as a reply to a message there."""

    room: Number
    nonce: UUID
    body: str
    reply_to: Number | None = None


class OnMessage(msgspec.Struct, frozen=True):
    """What is done to a message that stands; there is a frame for each row of `chat.acts`."""

    room: Number
    nonce: UUID
    id: Number

    @property
    def act(self) -> ActType:
        """The row of this act."""
        return ACTS[str(self.__struct_config__.tag)]

    def given(self) -> dict[str, Any]:
        """Return the act's own fields, as its verb takes them."""
        fields = {field.name: getattr(self, field.name) for field in self.act.fields}
        return {name: value for name, value in fields.items() if value is not LEFT_OUT}


def _frame_of(act: ActType) -> type[msgspec.Struct]:
    fields = [(field.name, field.type, field.default) for field in act.fields]
    return msgspec.defstruct(
        act.name.title(), fields, bases=(OnMessage,), tag=act.name, tag_field="type", frozen=True
    )


class History(msgspec.Struct, tag="history", tag_field="type", frozen=True):
    """Ask for the messages next to a place."""

    room: Number
    before: Number | None = None
    after: Number | None = None
    around: Number | None = None
    limit: PageSize = HISTORY_PAGE_DEFAULT

    def __post_init__(self) -> None:
        """Refuse two places at once."""
        if (self.before, self.after, self.around).count(None) < 2:
            raise ValueError("`before`, `after` or `around`, not several")


class Read(msgspec.Struct, tag="read", tag_field="type", frozen=True):
    """Everything up to here has been read."""

    room: Number
    seq: Number


class Unread(msgspec.Struct, tag="unread", tag_field="type", frozen=True):
    """This message and what follows it shall be unread again."""

    room: Number
    seq: Number


class Typing(msgspec.Struct, tag="typing", tag_field="type", frozen=True):
    """The person is writing something."""

    room: Number


class Presence(msgspec.Struct, tag="presence", tag_field="type", frozen=True):
    """How the person is, and whose presence this socket wants to hear."""

    state: Literal["here", "idle"] | None = None
    people: People | None = None


class Ping(msgspec.Struct, tag="ping", tag_field="type", frozen=True):
    """Ask whether the other side is there."""

    n: Number


Ordinary = Hello | Join | Leave | Post | History | Read | Unread | Typing | Presence | Ping
Frame = Ordinary | OnMessage
KINDS = (*get_args(Ordinary), *map(_frame_of, ROWS))


class _Envelope(msgspec.Struct):
    type: str


TYPES = frozenset(kind.__struct_config__.tag for kind in KINDS)
_frames: msgspec.json.Decoder[Frame] = msgspec.json.Decoder(Union[KINDS])  # noqa: UP007
_envelopes = msgspec.json.Decoder(_Envelope)


def parse(text: str) -> Frame:
    """Return the frame in this text.

    Raises BadFrame: `bad_frame` (not a JSON object), `unknown_type`, `bad_field`.
    """
    try:
        return _frames.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise BadFrame(_fault_of(text), str(error), salvaged(text)) from None


def _fault_of(text: str) -> str:
    """Which refusal this is; the parser's own words are for developers only."""
    try:
        given = _envelopes.decode(text).type
    except msgspec.ValidationError:
        return "bad_field" if text.lstrip()[:1] == "{" else "bad_frame"
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return "bad_frame"
    return "bad_field" if given in TYPES else "unknown_type"
