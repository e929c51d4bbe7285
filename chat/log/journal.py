"""The room's log: lock, append, change, since, page. The step between action and doorbell."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, takewhile
from typing import Any
from uuid import UUID

from django.db import InterfaceError, InternalError, OperationalError, transaction
from django.db.models import F, Prefetch, prefetch_related_objects

from chat import metrics
from chat.log import doorbell, recent, sql
from chat.models import Epoch, Mention, Message, Reaction, Room, RoomHead
from chat.models.messages.message import MessageQuerySet

Key = sql.Key

UNAVAILABLE = (OperationalError, InterfaceError, InternalError)
"""What is raised while the database is away, or has ended a transaction that stood still for too
long; the same call may succeed later."""

NO_EPOCH = UUID(int=0)

PAGE_WEIGHT = 250_000
"""So many characters a page of history tells, at most, however many messages were asked for."""

BY_PLACE = (F("seq") + 0).desc()
"""Newest first; not as an index has it, or a database would go through a whole room to find few."""

REQUOTED_MAX = 1_000
"""So many replies in a room are told anew, at most, when what they quote has changed."""


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
            "messages": [message.facts(self.floor) for message in self.messages],
            "older": self.older,
            "newer": self.newer,
            "head": self.head,
        }


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


def since(room_id: int, after: int, upto: int, limit: int) -> list[Message]:
    """Return up to `limit` messages whose last change is in (after, upto], in that order."""
    return completed(Message.objects.in_room(room_id).changed_between(after, upto)[:limit])


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
    return Page(room_id, completed(found), older, newer, head, floor)


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
    return completed(Message.objects.in_room(room_id, floor).pinned()[:limit])


def completed(found: Iterable[Message]) -> list[Message]:
    """Fetch what these messages need to be told: originals, reactions, people they are about.

    A query each, and only when there is such a message: a plain one costs nothing more.
    """
    messages = list(found)
    reactions = Reaction.objects.select_related("user").order_by("pk")
    replies = [message for message in messages if message.reply_to_id]
    changed = [message for message in messages if message.changed_seq > message.seq]
    about = [message for message in messages if message.subject_id]
    prefetch_related_objects(replies, Prefetch("reply_to", queryset=Message.objects.quoted()))
    prefetch_related_objects(changed, Prefetch("reactions", queryset=reactions))
    prefetch_related_objects(about, "subject")
    return messages


def heads(room_ids: Iterable[int]) -> dict[int, int]:
    """Return the last number of each of these rooms, in one query."""
    return dict(RoomHead.objects.filter(pk__in=set(room_ids)).values_list("room_id", "seq"))


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
