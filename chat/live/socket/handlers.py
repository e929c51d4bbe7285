"""What each frame does: one function for each, called by its handler in consumers.py."""

import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from django.conf import settings

from chat import metrics
from chat.access import visibility
from chat.actions.messages.acting import Act, Stored
from chat.actions.messages.acts import VERBS
from chat.actions.messages.posting import Outcome
from chat.actions.messages.preparing import Prepared, Send, is_quick, prepare, prepared_text
from chat.actions.messages.reading import mark_read, mark_unread
from chat.actions.refusal import Refused, refusal_of
from chat.live.database_threads import DatabaseThreads
from chat.live.presence.welcome import greet
from chat.live.socket.connection import Connection
from chat.live.wire import frames, protocol
from chat.log import journal
from chat.models import User

HERE = re.compile("[@＠]here", re.IGNORECASE)

Written = protocol.Post | protocol.OnMessage
T = TypeVar("T")


async def _in_turn(
    connection: Connection, threads: DatabaseThreads, call: Callable[..., T], *args: Any
) -> T:
    """Run it in a thread, one thing at a time of each person; meanwhile this socket is not read.

    So what one socket sends keeps its order, nobody takes all threads, and everybody else goes on.
    """
    async with connection.person.turn:
        return await threads.run(call, *args)


# --- Reading --------------------------------------------------------------------------------


async def welcome(connection: Connection, frame: protocol.Hello) -> None:
    """Tell the client where everything stands, and what it has missed in its rooms."""
    runtime = connection.runtime
    watched = dict(islice(frame.rooms.items(), settings.ROOMS_PER_SOCKET))
    connection.standings_read_at = asked_at = time.monotonic()
    welcome = await runtime.readers.run(greet, runtime.place, connection.user, tuple(watched))
    connection.person.silences = welcome.silences
    connection.greeted = True
    metrics.reconnects.inc(frame.epoch is not None)
    runtime.hub.add(connection)
    runtime.heartbeat.add(connection)
    now = runtime.maintenance.sentence or None
    connection.send(frames.frame("welcome", **welcome.facts(), maintenance=now))
    if connection.standings_read_at > asked_at:  # what was told meanwhile was newer than this
        runtime.user_events.owe_rooms(connection.user_id)
    same_epoch = frame.epoch in (None, welcome.epoch)
    for room_id, after in frame.rooms.items():
        entrance = welcome.entrances.get(room_id)
        if room_id not in watched:
            connection.refuse("too_many_rooms", room_id)
        elif entrance is None:
            connection.refuse("not_found", room_id)
        elif not same_epoch:
            connection.send(frames.resync(room_id, "epoch", entrance.head))
        else:
            connection.watch(room_id, after, entrance)
    people = frame.people if same_epoch else None
    await runtime.people_log.watch(connection, people, welcome.people_head)


async def join(connection: Connection, frame: protocol.Join) -> None:
    """Tell the client what follows `after` in a room, or its newest page and what follows that.

    Raises Refused (`too_many_rooms`, `not_found`).
    """
    if not connection.may_watch(frame.room):
        raise Refused("too_many_rooms")
    if frame.after is not None:
        entrance = await connection.runtime.readers.run(_entrance, connection.user, frame.room)
        return connection.watch(frame.room, frame.after, entrance)
    page = await history(connection, protocol.History(frame.room))
    if not page.entrance.is_member:
        await _tell_guest(connection, frame.room)
    connection.watch(frame.room, page.head, page.entrance)


async def _tell_guest(connection: Connection, room_id: int) -> None:
    """A member has the room's facts from `welcome`; a guest has them from here."""
    facts = await connection.runtime.readers.run(visibility.room_facts, room_id)
    connection.send(frames.frame("room", room=room_id, facts=facts))


@dataclass(frozen=True, slots=True)
class Told:
    """A page of history on its way: encoded where it was read, never in the loop."""

    frame: frames.Frame
    head: int
    entrance: visibility.Entrance


async def history(connection: Connection, frame: protocol.History) -> Told:
    """Send a page of a room and return it. Raises Refused (`not_found`)."""
    readers = connection.runtime.readers
    page = await _in_turn(connection, readers, _read_page, connection.user, frame)
    connection.send(page.frame)
    return page


def _read_page(user: User, frame: protocol.History) -> Told:
    """Send a page of a room and return it. Raises Refused (`not_found`)."""
    entrance = _entrance(user, frame.room)
    places = {"before": frame.before, "after": frame.after, "around": frame.around}
    page = journal.page(frame.room, **places, limit=frame.limit, floor=entrance.floor)
    _entrance(user, frame.room)  # whoever was removed meanwhile has not read what came after it
    return Told(frames.frame("history", **page.facts()), page.head, entrance)


def _entrance(user: User, room_id: int) -> visibility.Entrance:
    entrance = visibility.entrances(user, [room_id]).get(room_id)
    if entrance is None:
        raise Refused("not_found")
    return entrance


async def read(connection: Connection, frame: protocol.Read | protocol.Unread) -> None:
    """Remember how far the person has read.

    That goes forward without limit; whoever goes back as well could do both for ever.
    """
    if isinstance(frame, protocol.Unread) and (wait := _wait(connection)):
        return connection.refuse("rate_limited", frame.room, retry_after=wait)
    mark = mark_read if isinstance(frame, protocol.Read) else mark_unread
    writing = connection.runtime.writing
    with suppress(Refused):  # maintenance: it is remembered the next time that they read on
        await _in_turn(connection, writing, mark, connection.user_id, frame.room, frame.seq)


# --- Being there ----------------------------------------------------------------------------


def typing(connection: Connection, frame: protocol.Typing) -> None:
    """Tell the others in the room, unless they know; a refusal would help nobody."""
    entrance = connection.runtime.hub.watchers(frame.room).get(connection)
    if entrance is None or not entrance.may_type or connection.person.is_silent_in(frame.room):
        return
    if connection.typing.wait():
        return
    connection.typed_in = frame.room
    connection.runtime.tell_typing(frame.room, connection.user)


# --- Writing --------------------------------------------------------------------------------


async def post(connection: Connection, frame: protocol.Post) -> None:
    """Prepare it if that may take long, hand it in and read on; the ack comes when it is stored."""
    if _may_write(connection, frame):
        send = await _prepared(connection, _send(connection, frame))
        writer, told = connection.runtime.writer, partial(_tell_posted, connection, frame)
        connection.handed_in += 1
        await writer.place_for(frame.room)
        writer.submit(send, told)


async def _prepared(connection: Connection, send: Send) -> Send | Prepared:
    if is_quick(send.body):
        return send
    return await _in_turn(connection, connection.runtime.rendering, prepare, send)


async def act(connection: Connection, frame: protocol.OnMessage) -> None:
    """The same for what is done to a message that stands."""
    if not _may_write(connection, frame):
        return
    given = frame.given()
    if frame.act.is_text:
        rendering = connection.runtime.rendering
        given["text"] = await _in_turn(
            connection, rendering, prepared_text, frame.room, given["body"]
        )
    act = Act(frame.room, connection.user_id, frame.nonce, frame.id)
    connection.start(_acted(connection, frame, partial(VERBS[frame.act.name], act, **given)))


def _may_write(connection: Connection, frame: Written) -> bool:
    """Whether the person has not written too much of late; says so if they have."""
    if wait := _wait(connection):
        connection.refuse("rate_limited", frame.room, frame.nonce, wait)
    return not wait


def _wait(connection: Connection) -> float:
    """Count one more act of this person; return 0, or the seconds until they may do another."""
    return connection.person.messages.wait() if settings.RATE_LIMITS else 0


def _send(connection: Connection, frame: protocol.Post) -> Send:
    here = connection.runtime.presence.here() if HERE.search(frame.body) else frozenset[int]()
    return Send(frame.room, connection.user_id, frame.nonce, frame.body, frame.reply_to, here)


async def _acted(
    connection: Connection, frame: protocol.OnMessage, verb: Callable[[], Stored]
) -> None:
    _tell_outcome(connection, frame, await _outcome(connection, verb))


async def _outcome(connection: Connection, verb: Callable[[], Stored]) -> Outcome:
    try:
        return await connection.runtime.writing.run(verb)
    except Exception as error:
        return refusal_of(error)


def _tell_posted(connection: Connection, frame: protocol.Post, outcome: Outcome) -> None:
    connection.handed_in -= 1
    _tell_outcome(connection, frame, outcome)


def _tell_outcome(connection: Connection, frame: Written, outcome: Outcome) -> None:
    if isinstance(outcome, Refused):
        wait, detail = outcome.retry_after, outcome.detail
        return connection.refuse(outcome.code, frame.room, frame.nonce, wait, detail)
    connection.reply(
        frames.frame(
            "ack",
            nonce=outcome.nonce,
            room=outcome.room_id,
            id=outcome.id,
            seq=outcome.seq,
            duplicate=outcome.duplicate,
        )
    )
