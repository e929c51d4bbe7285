"""A stretch of a room's log on its way: encoded once, told to each as they may see it."""

from dataclasses import dataclass, field
from functools import cached_property

from chat.live import frames
from chat.live.frames import Frame
from chat.models import Message
from chat.models.message import CHANGES_ENTRANCE, CHANGES_ROOM, ENDS_READING, Kind

BATCH_MESSAGES = 200
BATCH_BYTES = 256 * 1024


@dataclass
class Batch:
    """The messages whose last change is in (after, upto], in that order."""

    room_id: int
    after: int
    upto: int
    head: int
    messages: list[Message]
    pieces: list[bytes]
    postscript: Frame | None = None
    _frames: dict[int, Frame] = field(default_factory=dict)

    @property
    def changes_entrance(self) -> bool:
        """Whether in it somebody may have come to read more, or less, or nothing."""
        return any(message.kind in CHANGES_ENTRANCE for message in self.messages)

    @property
    def changes_room(self) -> bool:
        """Whether the room's own facts changed in it."""
        return any(message.kind in CHANGES_ROOM for message in self.messages)

    @cached_property
    def lowest(self) -> int:
        """The lowest place that is told of: readers who see all after it see the batch whole."""
        return min((message.lowest_place for message in self.messages), default=self.upto + 1)

    @cached_property
    def whole(self) -> Frame:
        """The frame for readers from whom nothing in it is hidden, encoded once."""
        return frames.changes(self.room_id, self.after, self.upto, self.head, self.pieces)

    def frame(self, floor: int = 0) -> Frame:
        """Return the frame for readers who see what stands after `floor`, encoded once for each."""
        if floor < self.lowest:
            return self.whole
        if floor not in self._frames:
            told = self._pieces_from(floor)
            self._frames[floor] = frames.changes(
                self.room_id, self.after, self.upto, self.head, told
            )
        return self._frames[floor]

    def _pieces_from(self, floor: int) -> list[bytes]:
        return [
            frames.encode_message(message.facts(floor))
            for message in self.messages
            if message.seq > floor
        ]

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
    pieces = [frames.encode_message(message.facts()) for message in messages]
    taken = _fitting(pieces)
    if taken < len(pieces) or len(pieces) == BATCH_MESSAGES:
        upto = messages[taken - 1].changed_seq
    return Batch(room_id, after, upto, head, messages[:taken], pieces[:taken])


def _fitting(pieces: list[bytes]) -> int:
    """How many of the pieces go into one frame: at least one, then as many as the bytes allow."""
    size = 0
    for number, piece in enumerate(pieces):
        size += len(piece)
        if size > BATCH_BYTES:
            return max(1, number)
    return len(pieces)


def _ends(message: Message, user_id: int) -> bool:
    if message.kind == Kind.MADE_PRIVATE:
        return True
    concerned = message.subject_id if message.kind == Kind.REMOVED else message.author_id
    return message.kind in ENDS_READING and concerned == user_id
