"""The room's log: lock, append, since, page, heads. The step between an action and the doorbell."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from chat import doorbell
from chat.models import Epoch, Message, Room, RoomHead, User

UNAVAILABLE = (OperationalError, InterfaceError)
"""What is raised while the database is away; the same call may succeed later."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that has no number yet."""

    room_id: int
    author_id: int
    nonce: UUID
    kind: str = Message.Kind.TEXT
    body: str = ""
    html: str = ""
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a draft stands in the log, and whether its nonce stood there before."""

    message: Message
    duplicate: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a room's history, oldest first; at least as new as `head`."""

    room_id: int
    messages: list[Message]
    older: bool
    newer: bool
    head: int

    def facts(self) -> dict[str, Any]:
        """Return the page as clients are told it."""
        return {
            "room": self.room_id,
            "messages": [message.facts() for message in self.messages],
            "older": self.older,
            "newer": self.newer,
            "head": self.head,
        }


@contextmanager
def locked(room_ids: Iterable[int]) -> Iterator[dict[int, RoomHead]]:
    """Open a transaction and hold the heads of these rooms to its end.

    Locks in id order, so that two writers never wait for each other. Rooms that do not exist are
    missing from the mapping. What is decided under the lock is true when it is committed.
    """
    with transaction.atomic():
        heads = RoomHead.objects.select_for_update().filter(pk__in=set(room_ids)).order_by("pk")
        yield {head.room_id: head for head in heads}


def append(heads: Mapping[int, RoomHead], drafts: Sequence[Draft]) -> list[Entry]:
    """Give each draft its room's next number and store it; ring once that is committed.

    `heads` comes from `locked` and has every draft's room. A draft whose (room, author, nonce) is
    known, from before or from this call, takes no number: its entry is the message that stands.
    """
    known = _known(drafts)
    entries = [_entry(heads[draft.room_id], draft, known) for draft in drafts]
    fresh = [entry.message for entry in entries if not entry.duplicate]
    Message.objects.bulk_create(fresh)
    grown = {message.room_id: heads[message.room_id] for message in fresh}
    RoomHead.objects.bulk_update(grown.values(), ["seq"])
    if grown:
        told = {room_id: head.seq for room_id, head in grown.items()}
        transaction.on_commit(partial(doorbell.ring, told), robust=True)
    return entries


Key = tuple[int, int, UUID]


def _known(drafts: Sequence[Draft]) -> dict[Key, Message]:
    found = Message.objects.filter(
        room_id__in={draft.room_id for draft in drafts},
        author_id__in={draft.author_id for draft in drafts},
        nonce__in={draft.nonce for draft in drafts},
    )
    return {(message.room_id, message.author_id, message.nonce): message for message in found}


def _entry(head: RoomHead, draft: Draft, known: dict[Key, Message]) -> Entry:
    key = (draft.room_id, draft.author_id, draft.nonce)
    if key in known:
        return Entry(known[key], duplicate=True)
    head.seq += 1
    known[key] = Message(
        room_id=draft.room_id,
        author_id=draft.author_id,
        nonce=draft.nonce,
        kind=draft.kind,
        body=draft.body,
        html=draft.html,
        seq=head.seq,
        changed_seq=head.seq,
        created_at=draft.created_at or timezone.now(),
    )
    return Entry(known[key], duplicate=False)


def open_log(room: Room) -> None:
    """Start the numbering of a room that was just made."""
    RoomHead.objects.create(room=room)


def since(room_id: int, after: int, upto: int, limit: int) -> list[Message]:
    """Return up to `limit` messages whose last change is in (after, upto], in that order."""
    return list(Message.objects.in_room(room_id).changed_between(after, upto)[:limit])


def page(
    room_id: int, *, before: int | None = None, after: int | None = None, limit: int = 50
) -> Page:
    """Return the messages next to a place in the room; the newest when no place is given."""
    head = heads([room_id]).get(room_id, 0)
    messages = Message.objects.in_room(room_id)
    if after is not None:
        found = messages.page_after(after, limit + 1)
        return Page(room_id, found[:limit], after > 0, len(found) > limit, head)
    newer = before is not None and messages.filter(seq__gte=before).exists()
    found = messages.page_before(head + 1 if before is None else before, limit + 1)
    return Page(room_id, found[-limit:], len(found) > limit, newer, head)


def heads(room_ids: Iterable[int]) -> dict[int, int]:
    """Return the last number of each of these rooms, in one query."""
    return dict(RoomHead.objects.filter(pk__in=set(room_ids)).values_list("room_id", "seq"))


def visible_heads(user: User, room_ids: Iterable[int]) -> dict[int, int]:
    """Return the last numbers of those of these rooms that the person may read now."""
    rooms = Room.objects.visible_to(user).filter(pk__in=set(room_ids))
    return dict(rooms.values_list("pk", "head__seq"))


def epoch() -> str:
    """Return the name of this database: a cursor of another epoch means nothing here."""
    return str(Epoch.objects.get_or_create(pk=1)[0].value)


def hold_site() -> None:
    """Hold the one row of the epoch to the end of the transaction.

    For what may happen only once at a time in the whole place, such as taking an address.
    """
    Epoch.objects.select_for_update().get_or_create(pk=1)


def joined_rooms(user: User) -> list[Room]:
    """Return the person's rooms by name, each with `last_seq`, `read_seq` and `unread`."""
    said = Message.objects.said_by_others_than(user)
    return list(Room.objects.joined_by(user).with_unread(said))
