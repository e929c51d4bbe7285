"""What this process has just committed, so that live delivery need not read it from the database.

Only messages that stand as they were written and need nothing else to be told; all others, and all
that other processes write, are read. A number that is missing here sends the reader to the log.
"""

from collections import defaultdict, deque
from collections.abc import Iterable
from threading import Lock

from chat.log import loader
from chat.models import Message

KEPT_MESSAGES = 2_048
KEPT_WEIGHT = 8_192
"""Longer ones are read: few people write them, and many of them would take much memory."""

_by_room: dict[int, dict[int, Message]] = defaultdict(dict)
_order: deque[Message] = deque()
_lock = Lock()


def remember(messages: Iterable[Message]) -> None:
    """Keep these messages, which were committed, for a while; from any thread."""
    plain = [one for one in messages if one.weight <= KEPT_WEIGHT and loader.is_loaded(one)]
    with _lock:
        for message in plain:
            _by_room[message.room_id][message.seq] = message
        _order.extend(plain)
        while len(_order) > KEPT_MESSAGES:
            _drop(_order.popleft())


def forget(room_id: int, seqs: Iterable[int]) -> None:
    """Drop messages that have changed since: their numbers tell something else, or nothing."""
    room = _by_room.get(room_id, {})
    for seq in seqs:
        room.pop(seq, None)


def found(room_id: int, after: int, upto: int) -> list[Message] | None:
    """Return the changes in (after, upto], or None when one of them is not kept here."""
    room = _by_room.get(room_id)
    if room is None or upto <= after:
        return None
    messages = [room.get(seq) for seq in range(after + 1, upto + 1)]
    return None if None in messages else messages  # type: ignore[return-value]


def _drop(message: Message) -> None:
    room = _by_room.get(message.room_id, {})
    if room.get(message.seq) is message:
        del room[message.seq]
    if not room:
        _by_room.pop(message.room_id, None)
