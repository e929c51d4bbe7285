"""What happened in a run: what clients tried, were told and hold; what the database holds."""

from typing import Any

import msgspec

Facts = dict[str, Any]


class Attempt(msgspec.Struct, frozen=True):
    """Something a person wanted stored, from when they did (`at`, seconds of the run's clock).

    `turn`: what is sent at once and answered for good before the person's next turn; 0: this
    alone. `in_turn`: sent in a turn, and not past all that the person says.
    """

    nonce: str
    person: int
    room: int
    kind: str
    at: float
    body: str = ""
    target: int | None = None
    turn: int = 0
    in_turn: bool = True


class Ack(msgspec.Struct, frozen=True):
    """The server said that it is stored."""

    nonce: str
    id: int
    seq: int
    at: float


class Refusal(msgspec.Struct, frozen=True):
    """The server said no, for good or for now."""

    nonce: str
    code: str
    at: float


class Sight(msgspec.Struct, frozen=True, array_like=True):
    """One message in a frame."""

    id: int
    seq: int
    changed_seq: int


class Delivery(msgspec.Struct, frozen=True):
    """One `changes` frame, with the cursor that the client had when it came."""

    client: int
    person: int
    room: int
    cursor: int
    after: int
    upto: int
    at: float
    sights: list[Sight]


class Passage(msgspec.Struct, frozen=True):
    """Somebody began to let a person into a room, or to end their membership."""

    room: int
    person: int
    into: bool
    at: float


class Ending(msgspec.Struct, frozen=True):
    """A socket ended; `bye` is the code of the farewell, if there was one."""

    client: int
    code: int
    bye: int | None
    at: float


class Revocation(msgspec.Struct, frozen=True):
    """A client's session ended `at`; its socket was closed `closed` (None: never)."""

    client: int
    at: float
    closed: float | None


class View(msgspec.Struct, frozen=True):
    """What a client that may read a room holds of it in the end: all that stands after `since`."""

    client: int
    person: int
    room: int
    cursor: int | None
    since: int
    heartbeat: int | None
    messages: dict[int, Facts]


class Row(msgspec.Struct, frozen=True, array_like=True):
    """A message as the database has it."""

    id: int
    room: int
    seq: int
    changed_seq: int
    kind: str
    author: int
    subject: int | None
    nonce: str
    body: str
    deleted: bool


class Stored(msgspec.Struct):
    """The database in the end; `fresh` is each room as a client that knows nothing is told it."""

    rows: list[Row] = []
    heads: dict[int, int] = {}
    private: set[int] = set()
    fresh: dict[int, dict[int, Facts]] = {}


class History(msgspec.Struct):
    """Everything that the clients of one run have written down, in order of time."""

    attempts: list[Attempt] = []
    repeated: set[str] = set()
    """The nonces of what was sent more than once."""
    acks: list[Ack] = []
    refusals: list[Refusal] = []
    deliveries: list[Delivery] = []
    passages: list[Passage] = []
    endings: list[Ending] = []
    revocations: list[Revocation] = []
    views: list[View] = []
    restored_at: float | None = None
    """When an older dump took the database's place: what was stored since `dumped_at` went."""
    dumped_at: float | None = None
