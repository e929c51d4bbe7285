"""Reading a room's log: what changed after a number, and the pages of its history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile
from typing import Any

from chat.log import loader, recent
from chat.models import Message, RoomHead
from chat.models.messages.message import MessageQuerySet

PAGE_WEIGHT = 250_000
"""So many characters a page of history tells, at most, however many messages were asked for."""


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a room's history, oldest first; at least as new as `head`."""

    room_id: int
    messages: list[Message]
    older: bool
    newer: bool
    head: int
    floor: int = 0

    def facts(self) -> dict[str, Any]:
        """Return the page as clients are told it."""
        return {
            "room": self.room_id,
            "messages": [loader.facts(message, self.floor) for message in self.messages],
            "older": self.older,
            "newer": self.newer,
            "head": self.head,
        }


def heads(room_ids: Iterable[int]) -> dict[int, int]:
    """Return the last number of each of these rooms, in one query."""
    return dict(RoomHead.objects.filter(pk__in=set(room_ids)).values_list("room_id", "seq"))


def since(room_id: int, after: int, upto: int, limit: int) -> list[Message]:
    """Return up to `limit` messages whose last change is in (after, upto], in that order."""
    return loader.load(Message.objects.in_room(room_id).changed_between(after, upto)[:limit])


def remembered(room_id: int, after: int, upto: int) -> list[Message] | None:
    """Return what `since` would, without the database; None when it has to be asked."""
    return recent.found(room_id, after, upto)


def page(
    room_id: int,
    *,
    before: int | None = None,
    after: int | None = None,
    around: int | None = None,
    limit: int = 50,
    floor: int = 0,
) -> Page:
    """Return the messages next to a place in the room; the newest when no place is given.

    `floor`: what the reader may not see any more; see `standing.entrance`.
    """
    head = heads([room_id]).get(room_id, 0)
    messages = Message.objects.in_room(room_id, floor)
    if around is not None:
        found, older, newer = _around(messages, around, limit)
    elif after is not None:
        found, newer = _after(messages, after, limit, PAGE_WEIGHT)
        older = after > floor
    else:
        place = head + 1 if before is None else before
        found, older = _before(messages, place, limit, PAGE_WEIGHT)
        newer = before is not None and before <= head
    return Page(room_id, loader.load(found), older, newer, head, floor)


def _around(messages: MessageQuerySet, seq: int, limit: int) -> tuple[list[Message], bool, bool]:
    half = limit // 2
    before, older = _before(messages, seq, half, PAGE_WEIGHT // 2)
    after, newer = _after(messages, seq - 1, limit - half, PAGE_WEIGHT // 2)
    return before + after, older, newer


def _before(
    messages: MessageQuerySet, seq: int, limit: int, weight: int
) -> tuple[list[Message], bool]:
    """What stands before a place, and whether there is more."""
    found = messages.page_before(seq, limit + 1)
    kept = _fitting(found[::-1][:limit], weight)
    return kept[::-1], len(kept) < len(found)


def _after(
    messages: MessageQuerySet, seq: int, limit: int, weight: int
) -> tuple[list[Message], bool]:
    """What stands after a place, and whether there is more."""
    found = messages.page_after(seq, limit + 1)
    kept = _fitting(found[:limit], weight)
    return kept, len(kept) < len(found)


def _fitting(messages: Sequence[Message], weight: int) -> list[Message]:
    """The first of these, as many as may be told at once: at least one."""
    weights = accumulate(message.weight for message in messages)
    fitting = sum(1 for _ in takewhile(lambda so_far: so_far <= weight, weights))
    return list(messages[: max(1, fitting)])


def pins(room_id: int, floor: int, limit: int) -> list[Message]:
    """Return up to `limit` pinned messages, the newest pin first."""
    return loader.load(Message.objects.in_room(room_id, floor).pinned()[:limit])
