"""The twelve mistakes that a quickly built version would have, each to be switched on in turn.

They are put over the product from outside, so that the product carries none of it: `chaos.serve`
calls one of these before it serves. The twelfth is a client's, see `chaos/hasty.py`.
"""

import asyncio
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from chaos.failpoints import replace
from chat.actions.messages import edits, pipeline
from chat.actions.messages.acting import Stored
from chat.live import runtime
from chat.live.fanout.hub import Hub
from chat.live.presence.user_events import UserEvents
from chat.live.wire import frames
from chat.live.writing import writer
from chat.log import journal
from chat.models import Message, RoomHead
from chat.models.messages.message import MessageQuerySet

FORGETS_SECONDS = 1.0
NO_LIMIT = 10**9


def ack_before_commit() -> None:
    """A batch is committed when the next one comes: until then its acks are promises only."""
    late: list[transaction.Atomic] = []

    def made(post: Callable[..., Any]) -> Callable[..., Any]:
        def post_first(sends: Sequence[Any]) -> Any:
            if late:
                late.pop().__exit__(None, None, None)
            late.append(transaction.atomic())
            late[0].__enter__()
            return post(sends)

        return post_first

    replace(writer, "post_messages", made)


def no_head_poll() -> None:
    """A ring that gets lost is not made up for."""
    for look in ("poll_for_ever", "look_for_ever"):
        replace(Hub, look, lambda _look: _for_ever)


async def _for_ever(_self: Any) -> None:
    await asyncio.Event().wait()


def serial_ids() -> None:
    """Numbers come from a counter, and no lock makes their order that of the commits."""

    @contextmanager
    def unlocked(room_ids: Any, among: Any = None) -> Iterator[Mapping[int, RoomHead]]:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "CREATE SEQUENCE IF NOT EXISTS chaos_serial START 1000000 INCREMENT 1000"
            )
            heads = list(RoomHead.objects.filter(pk__in=set(room_ids)))
            for head in heads:
                cursor.execute("SELECT nextval('chaos_serial')")
                head.seq = cursor.fetchone()[0]
            yield {head.room_id: head for head in heads}
            time.sleep(random.uniform(0, 0.05))

    replace(journal, "locked", lambda _locked: unlocked)


def nonces_in_a_cache() -> None:
    """A retry is known for a second only, and only to the process that took the first."""
    _without_constraint("nonce_once")
    seen: dict[Any, tuple[float, Message]] = {}

    def known(keys: Sequence[journal.Key]) -> dict[Any, Message]:
        fresh = time.monotonic() - FORGETS_SECONDS
        return {key: seen[key][1] for key in keys if key in seen and seen[key][0] > fresh}

    def remembering(append: Callable[..., Any]) -> Callable[..., Any]:
        def remember(heads: Any, messages: Sequence[Message]) -> None:
            append(heads, messages)
            for one in messages:
                seen[one.room_id, one.author_id, one.nonce] = (time.monotonic(), one)

        return remember

    replace(pipeline, "known_under", lambda _known: known)
    replace(journal, "append", remembering)


def read_then_subscribe() -> None:
    """The history is read first and the room joined after: what comes in between is not told."""

    def made(_catch_up: Any) -> Any:
        async def catch_up(self: Any, room: Any, socket: Any, cursor: int, entrance: Any) -> None:
            batch = await self._log.batch(room, cursor, room.cursor)
            self._deliver(room, socket, batch, entrance, entrance)
            await asyncio.sleep(0.2)
            room.behind.pop(socket, None)
            room.live[socket] = entrance

        return catch_up

    replace(Hub, "_catch_up", made)


def no_tail_heads() -> None:
    """Heartbeats name no heads: nobody notices that the last message was lost."""

    def made(frame: Callable[..., str]) -> Callable[..., str]:
        def headless(kind: str, **fields: Any) -> str:
            return frame(kind, **({"heads": {}} if kind == "heartbeat" else fields))

        return headless

    replace(frames, "frame", made)


def unbounded_queue() -> None:
    """Whatever comes in while the database hangs is taken."""
    replace(runtime, "Writer", lambda made: lambda threads, _most: made(threads, NO_LIMIT))


def no_revocation_poll() -> None:
    """Who was signed out hears it from Redis or not at all."""

    def made(_run: Any) -> Any:
        async def run(self: Any) -> None:
            await self._look()
            while True:
                await self._told.wait()
                self._told.clear()
                await self._look()

        return run

    replace(UserEvents, "run", made)


def edits_past_the_journal() -> None:
    """An edit is an `update()`, as somebody would write it for the admin."""

    def store_edit(act: Any, body: str, **_rest: Any) -> Any:
        message = Message.objects.get(pk=act.message_id)
        Message.objects.filter(pk=message.pk).update(body=body, html=body)
        return Stored(message.room_id, act.nonce, message.pk, message.changed_seq, False)

    replace(edits, "store_edit", lambda _edit: store_edit)


def lost_order() -> None:
    """The log is read in whatever order the rows lie."""

    def made(between: Callable[..., Any]) -> Callable[..., Any]:
        return lambda self, after, upto: between(self, after, upto).order_by("pk")

    replace(MessageQuerySet, "changed_between", made)


def nonce_not_unique() -> None:
    """Nobody looks whether a message was stored before."""
    _without_constraint("nonce_once")
    replace(pipeline, "known_under", lambda _known: lambda _keys: {})


def _without_constraint(name: str) -> None:
    """Take it out of the model as well: SQLite makes the table anew from that."""
    with connection.cursor() as cursor:
        there = connection.introspection.get_constraints(cursor, Message._meta.db_table)
    [constraint] = [one for one in Message._meta.constraints if one.name == name]
    Message._meta.constraints = [one for one in Message._meta.constraints if one.name != name]
    if name in there:
        with connection.schema_editor() as editor:
            editor.remove_constraint(Message, constraint)
    connection.close()


SERVER: dict[str, Callable[[], None]] = {
    call.__name__: call
    for call in (
        ack_before_commit,
        no_head_poll,
        serial_ids,
        nonces_in_a_cache,
        read_then_subscribe,
        no_tail_heads,
        unbounded_queue,
        no_revocation_poll,
        edits_past_the_journal,
        lost_order,
        nonce_not_unique,
    )
}
