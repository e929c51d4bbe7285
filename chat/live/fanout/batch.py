"""A stretch of a room's log on its way: encoded once, told to each as they may see it."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from chat.live.wire import frames
from chat.live.wire.frames import Frame
from chat.log import loader
from chat.models import Message
from chat.models.messages.message import (
    CHANGES_ENTRANCE,
    CHANGES_RIGHTS,
    CHANGES_ROOM,
    ENDS_READING,
    Kind,
)

BATCH_MESSAGES = 200
BATCH_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Facts:
    """What a room is, as it was read from the database at this moment of `time.monotonic`."""

    frame: Frame
    read_at: float


@dataclass
class Batch:
    """The messages whose last change is in (after, upto], in that order."""

    room_id: int
    after: int
    upto: int
    head: int
    messages: list[Message]
    pieces: list[bytes]
    postscript: Facts | None = None
    _frames: dict[int, Frame] = field(default_factory=dict)
    _veils: dict[int, bytes] = field(default_factory=dict)

    @property
    def changes_entrance(self) -> bool:
        """Whether in it somebody may have come to read more, or less, or nothing."""
        return any(message.kind in CHANGES_ENTRANCE for message in self.messages)

    @property
    def changes_room(self) -> bool:
        """Whether the room's own facts changed in it."""
        return any(message.kind in CHANGES_ROOM for message in self.messages)

    @property
    def changes_rights(self) -> bool:
        """Whether in it everybody may have come to do more, or less."""
        return any(message.kind in CHANGES_RIGHTS for message in self.messages)

    @cached_property
    def lowest(self) -> int:
        """The lowest place that is told of: readers who see all after it see the batch whole."""
        return min((message.lowest_place for message in self.messages), default=self.upto + 1)

    @cached_property
    def whole(self) -> Frame:
        """The frame for readers from whom nothing in it is hidden, encoded once."""
        return frames.changes(self.room_id, self.after, self.upto, self.head, self.pieces)

    def frame(self, floor: int = 0) -> Frame:
        """Return the frame for readers who see what stands after `floor`.

        Encoded once for all who see the same of it, however many different floors they have.
        """
        if floor < self.lowest:
            return self.whole
        hidden = bisect_right(self._places, floor)
        if hidden not in self._frames:
            told = self._pieces_from(floor)
            self._frames[hidden] = frames.changes(
                self.room_id, self.after, self.upto, self.head, told
            )
        return self._frames[hidden]

    @cached_property
    def _places(self) -> list[int]:
        """All places that it tells of, in order: between two of them, all floors are alike."""
        return sorted({place for one in self.messages for place in (one.seq, one.lowest_place)})

    def _pieces_from(self, floor: int) -> list[bytes]:
        return [
            piece if message.lowest_place > floor else self._veiled(place)
            for place, (message, piece) in enumerate(zip(self.messages, self.pieces, strict=True))
            if message.seq > floor
        ]

    def _veiled(self, place: int) -> bytes:
        """A reply whose original is hidden: the same for all from whom it is."""
        if place not in self._veils:
            message = self.messages[place]
            self._veils[place] = frames.encode_message(loader.facts(message, message.lowest_place))
        return self._veils[place]

    def until_removal_of(self, user_id: int) -> "Batch":
        """Return what comes before and with the end of this person's time in the room."""
        ends = [place for place, message in enumerate(self.messages) if _ends(message, user_id)]
        taken = ends[-1] + 1 if ends else 0
        upto = self.messages[taken - 1].changed_seq if taken else self.after
        kept = self.messages[:taken]
        return Batch(self.room_id, self.after, upto, upto, kept, self.pieces[:taken])


def batch_of(room_id: int, after: int, upto: int, head: int, messages: list[Message]) -> Batch:
    """Return the next stretch; it ends sooner than `upto` when it is full.

    `messages`: from `journal.since`, up to BATCH_MESSAGES of them.
    """
    pieces = _fitting(messages)
    taken = len(pieces)
    if taken < len(messages) or taken == BATCH_MESSAGES:
        upto = messages[taken - 1].changed_seq
    return Batch(room_id, after, upto, head, messages[:taken], pieces)


def _fitting(messages: Iterable[Message]) -> list[bytes]:
    """As many as go into one frame: at least one, then what the bytes allow; no more is encoded."""
    pieces: list[bytes] = []
    size = 0
    for message in messages:
        piece = frames.encode_message(loader.facts(message))
        size += len(piece)
        if pieces and size > BATCH_BYTES:
            break
        pieces.append(piece)
    return pieces


def _ends(message: Message, user_id: int) -> bool:
    if message.kind == Kind.MADE_PRIVATE:
        return True
    concerned = message.subject_id if message.kind == Kind.REMOVED else message.author_id
    return message.kind in ENDS_READING and concerned == user_id
