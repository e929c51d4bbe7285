"""The room's log: lock, append, change, since, page. The step between action and doorbell.

It is written here and read in history.py.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from uuid import UUID

from django.db import InterfaceError, InternalError, OperationalError, transaction
from django.db.models import F

from chat import metrics
from chat.log import doorbell, recent, sql
from chat.log.history import Page, heads, page, pins, remembered, since
from chat.models import Epoch, Mention, Message, Room, RoomHead

__all__ = [
    "UNAVAILABLE",
    "Key",
    "Page",
    "append",
    "call_again",
    "change",
    "change_text",
    "change_texts",
    "epoch",
    "heads",
    "hold_site",
    "locked",
    "open_log",
    "page",
    "pins",
    "remembered",
    "since",
    "try_to_write",
]

Key = sql.Key

UNAVAILABLE = (OperationalError, InterfaceError, InternalError)
"""What is raised while the database is away, or has ended a transaction that stood still for too
long; the same call may succeed later."""

NO_EPOCH = UUID(int=0)

BY_PLACE = (F("seq") + 0).desc()
"""Newest first; not as an index has it, or a database would go through a whole room to find few."""

REQUOTED_MAX = 1_000
"""So many replies in a room are told anew, at most, when what they quote has changed."""


@contextmanager
def locked(
    room_ids: Iterable[int], among: Iterable[int] | None = None
) -> Iterator[dict[int, RoomHead]]:
    """Open a transaction and hold the heads of these rooms to its end.

    Locks in id order, so that two writers never wait for each other. Rooms that do not exist are
    missing from the mapping, and so are those that none of the people `among` is a member of: an
    outsider who asks must not wait for a lock, which would tell that there is something. What is
    decided under the lock is true when it is committed.
    """
    with transaction.atomic():
        people = None if among is None else set(among)
        rows = sql.lock_heads(set(room_ids), people)
        yield {room_id: RoomHead(room_id=room_id, seq=seq) for room_id, seq in rows}


def append(heads: Mapping[int, RoomHead], messages: Sequence[Message]) -> None:
    """Give each message, which is new, its room's next number and store it; ring once committed.

    `heads` comes from `locked` and has every message's room. No message's (room, author, nonce) may
    stand there before, or come twice.
    """
    if not messages:
        return
    for message in messages:
        head = heads[message.room_id]
        head.seq += 1
        message.seq = message.changed_seq = head.seq
    sql.insert(messages)
    if called := [mention for message in messages for mention in _mentions(message)]:
        Mention.objects.bulk_create(called)
    transaction.on_commit(partial(recent.remember, messages), robust=True)
    transaction.on_commit(partial(metrics.messages.inc, len(messages)), robust=True)
    _advance([heads[room_id] for room_id in {message.room_id for message in messages}])


def change(head: RoomHead, message: Message, fields: Iterable[str]) -> None:
    """Store these fields of a message under the room's next number. `head` comes from `locked`."""
    _renumber(head, [message])
    message.save(update_fields=["changed_seq", *fields])
    _advance([head])


def change_text(head: RoomHead, message: Message, fields: Iterable[str]) -> None:
    """Like `change`; replies quote the text, so each of them changes too, under its own number."""
    replies = _replies_to([message])
    _renumber(head, [*replies, message])
    sql.renumber(replies)
    message.text_seq = message.changed_seq
    message.save(update_fields=["changed_seq", "text_seq", *fields])
    _advance([head])


def change_texts(
    heads: Mapping[int, RoomHead], messages: Sequence[Message], fields: Sequence[str]
) -> None:
    """Like `change_text` for many messages of these rooms at once.

    One statement for all that come to have the same values, however many they are.
    """
    rooms: dict[int, list[Message]] = defaultdict(list)
    changed = {message.pk: message for message in messages}
    for message in messages:
        rooms[message.room_id].append(message)
    for room_id, of_room in rooms.items():
        replies = [one for one in _replies_to(of_room) if one.pk not in changed]
        _renumber(heads[room_id], [*replies, *of_room])
        sql.renumber([*replies, *of_room])
    _store_alike(messages, fields)
    Mention.objects.filter(message__in=changed).delete()
    Mention.objects.bulk_create(mention for one in changed.values() for mention in _mentions(one))
    _advance([heads[room_id] for room_id in rooms])


def _replies_to(originals: Iterable[Message]) -> list[Message]:
    """The newest replies to these messages of one room, with their numbers only, in their order.

    Older ones keep the number they have: no page holds so many messages, and whoever reads one
    again is told the text as it is now.
    """
    quoting = Message.objects.filter(reply_to__in=[message.pk for message in originals])
    newest = quoting.only("room_id", "seq", "changed_seq").order_by(BY_PLACE)
    return list(newest[:REQUOTED_MAX])[::-1]


def _store_alike(messages: Sequence[Message], fields: Sequence[str]) -> None:
    alike = defaultdict(list)
    for message in messages:
        alike[repr([getattr(message, name) for name in fields])].append(message)
    for same in alike.values():
        values = {name: getattr(same[0], name) for name in fields}
        Message.objects.filter(pk__in=[message.pk for message in same]).update(**values)


def _renumber(head: RoomHead, messages: Sequence[Message]) -> None:
    changed = [message.changed_seq for message in messages]
    transaction.on_commit(partial(recent.forget, head.room_id, changed), robust=True)
    for message in messages:
        head.seq += 1
        message.changed_seq = head.seq


def call_again(message: Message) -> None:
    """Count the people whom a message calls as it now stands, instead of those it called before."""
    Mention.objects.filter(message=message).delete()
    Mention.objects.bulk_create(_mentions(message))


def _mentions(message: Message) -> Iterator[Mention]:
    called: list[int | None] = [*message.mentions, *([None] if message.mentions_all else [])]
    for user_id in called:
        yield Mention(message=message, room_id=message.room_id, seq=message.seq, user_id=user_id)


def _advance(grown: Sequence[RoomHead]) -> None:
    told = {head.room_id: head.seq for head in grown}
    sql.advance_heads(told.items())
    if told:
        transaction.on_commit(partial(doorbell.ring, told), robust=True)


def open_log(room: Room) -> None:
    """Start the numbering of a room that was just made."""
    RoomHead.objects.create(room=room)


def epoch() -> str:
    """Return the name of this database: a cursor of another epoch means nothing here."""
    return str(Epoch.objects.get_or_create(pk=1)[0].value)


def try_to_write() -> None:
    """Change nothing, by a statement that a database which takes no writes refuses.

    Raises one of UNAVAILABLE.
    """
    Epoch.objects.filter(pk=0).update(value=NO_EPOCH)


def hold_site() -> None:
    """Hold the one row of the epoch to the end of the transaction.

    For what may happen only once at a time in the whole place, such as taking an address.
    """
    Epoch.objects.select_for_update().get_or_create(pk=1)
