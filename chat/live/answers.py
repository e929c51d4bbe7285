"""What each frame does: one function for each, chosen by the frame's type and nothing else."""

import logging
import re
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings

from chat import journal, metrics, standing
from chat.actions import acting, edits, pins, reactions
from chat.actions.acting import Stored
from chat.actions.messages import Outcome, Send
from chat.actions.reading import mark_read, mark_unread
from chat.actions.refusal import Refused
from chat.live import frames, protocol
from chat.live.connection import Connection
from chat.live.greeting import greet
from chat.models import User

logger = logging.getLogger(__name__)

HERE = re.compile("[@＠]here", re.IGNORECASE)

Written = protocol.Post | protocol.Act


async def answer(connection: Connection, frame: protocol.Frame) -> None:
    """Do what the frame asks for. Raises Refused, and what a lane of the database raises."""
    match frame:
        case protocol.Post():
            await _post(connection, frame)
        case protocol.Hello():
            await _hello(connection, frame)
        case protocol.Join():
            await _join(connection, frame)
        case protocol.Leave():
            connection.runtime.hub.unwatch(connection, frame.room)
        case protocol.History():
            await _history(connection, frame)
        case protocol.Read() | protocol.Unread():
            await _read(connection, frame)
        case protocol.Typing():
            _typing(connection, frame)
        case protocol.Presence():
            await _presence(connection, frame)
        case protocol.Ping():
            connection.send(frames.frame("pong", n=frame.n))
        case _:
            _act(connection, frame)


# --- Reading --------------------------------------------------------------------------------


async def _hello(connection: Connection, frame: protocol.Hello) -> None:
    runtime = connection.runtime
    greeting = await runtime.readers.run(greet, runtime.place, connection.user, tuple(frame.rooms))
    connection.greeted = True
    metrics.reconnects.inc(frame.epoch is not None)
    runtime.hub.add(connection)
    runtime.heartbeat.add(connection)
    connection.send(frames.frame("welcome", **greeting.facts()))
    same_epoch = frame.epoch in (None, greeting.epoch)
    for room_id, after in frame.rooms.items():
        entrance = greeting.entrances.get(room_id)
        if entrance is None:
            connection.refuse("not_found", room_id)
        elif not same_epoch:
            connection.send(frames.resync(room_id, "epoch", entrance.head))
        else:
            connection.watch(room_id, after, entrance)
    people = frame.people if same_epoch else None
    await runtime.people_log.watch(connection, people, greeting.people_head)


async def _join(connection: Connection, frame: protocol.Join) -> None:
    if frame.after is None:
        page, entrance = await _page(connection, protocol.History(frame.room))
        connection.send(frames.frame("history", **page.facts()))
        if not entrance.is_member:
            await _tell_guest(connection, frame.room)
        return connection.watch(frame.room, page.head, entrance)
    entrance = await connection.runtime.readers.run(_entrance, connection.user, frame.room)
    connection.watch(frame.room, frame.after, entrance)


async def _tell_guest(connection: Connection, room_id: int) -> None:
    """A member has the room's facts from `welcome`; a guest has them from here."""
    facts = await connection.runtime.readers.run(standing.room_facts, room_id)
    connection.send(frames.frame("room", room=room_id, facts=facts))


async def _history(connection: Connection, frame: protocol.History) -> None:
    page, _entrance = await _page(connection, frame)
    connection.send(frames.frame("history", **page.facts()))


async def _page(
    connection: Connection, frame: protocol.History
) -> tuple[journal.Page, standing.Entrance]:
    return await connection.runtime.readers.run(_read_page, connection.user, frame)


def _read_page(user: User, frame: protocol.History) -> tuple[journal.Page, standing.Entrance]:
    entrance = _entrance(user, frame.room)
    places = {"before": frame.before, "after": frame.after, "around": frame.around}
    page = journal.page(frame.room, **places, limit=frame.limit, floor=entrance.floor)
    _entrance(user, frame.room)  # whoever was removed meanwhile has not read what came after it
    return page, entrance


def _entrance(user: User, room_id: int) -> standing.Entrance:
    entrance = standing.entrances(user, [room_id]).get(room_id)
    if entrance is None:
        raise Refused("not_found")
    return entrance


async def _read(connection: Connection, frame: protocol.Read | protocol.Unread) -> None:
    """Reading goes forward only; whoever goes back as well could do both for ever."""
    if isinstance(frame, protocol.Unread) and (wait := _wait(connection)):
        return connection.refuse("rate_limited", frame.room, retry_after=wait)
    mark = mark_read if isinstance(frame, protocol.Read) else mark_unread
    await connection.runtime.writing.run(mark, connection.user_id, frame.room, frame.seq)


# --- Being there ----------------------------------------------------------------------------


def _typing(connection: Connection, frame: protocol.Typing) -> None:
    """Who types too much is not believed; a refusal would help nobody."""
    entrance = connection.runtime.hub.watchers(frame.room).get(connection)
    if entrance is None or not entrance.may_type or connection.typing.wait():
        return
    told = {"room": frame.room, "person": connection.user.facts()}
    connection.runtime.doorbell.murmur("typing", told)


async def _presence(connection: Connection, frame: protocol.Presence) -> None:
    presence = connection.runtime.presence
    if frame.state is not None:
        presence.said(connection, frame.state)
    if frame.people is not None:
        connection.send(presence.asked(connection, frame.people))


# --- Writing --------------------------------------------------------------------------------


async def _post(connection: Connection, frame: protocol.Post) -> None:
    """Hand it in and read on; the ack comes when it is stored."""
    if _may_write(connection, frame):
        writer, told = connection.runtime.writer, partial(_tell_outcome, connection, frame)
        await writer.place_for(frame.room)
        writer.submit(_send(connection, frame), told)


def _act(connection: Connection, frame: protocol.Act) -> None:
    """The same for what is done to a message that stands."""
    if _may_write(connection, frame):
        connection.start(_acted(connection, frame))


def _may_write(connection: Connection, frame: Written) -> bool:
    """Whether the person has not written too much of late; says so if they have."""
    if wait := _wait(connection):
        refusal = frames.error("rate_limited", nonce=frame.nonce, room=frame.room, retry_after=wait)
        connection.send(refusal)
    return not wait


def _wait(connection: Connection) -> float:
    """Count one more act of this person; return 0, or the seconds until they may do another."""
    return connection.person.messages.wait() if settings.RATE_LIMITS else 0


def _send(connection: Connection, frame: protocol.Post) -> Send:
    here = connection.runtime.presence.here() if HERE.search(frame.body) else frozenset[int]()
    return Send(frame.room, connection.user_id, frame.nonce, frame.body, frame.reply_to, here)


async def _acted(connection: Connection, frame: protocol.Act) -> None:
    act = acting.Act(frame.room, connection.user_id, frame.nonce, frame.id)
    _tell_outcome(connection, frame, await _outcome(connection, frame, act))


async def _outcome(connection: Connection, frame: protocol.Act, act: acting.Act) -> Outcome:
    call: Callable[..., Stored]
    call, values = _verb(frame)
    try:
        return await connection.runtime.writing.run(call, act, *values)
    except Refused as refused:
        return refused
    except journal.UNAVAILABLE:
        return Refused("unavailable")
    except Exception:
        logger.exception("A %s frame could not be answered", type(frame).__name__)
        return Refused("internal")


def _verb(frame: protocol.Act) -> tuple[Callable[..., Stored], tuple[Any, ...]]:
    match frame:
        case protocol.Edit():
            return edits.edit_message, (frame.body,)
        case protocol.Delete():
            return edits.delete_message, ()
        case protocol.React():
            return reactions.react, (frame.emoji,)
        case protocol.Unreact():
            return reactions.unreact, (frame.emoji,)
        case protocol.Pin():
            return pins.pin, ()
        case protocol.Unpin():
            return pins.unpin, ()


def _tell_outcome(connection: Connection, frame: Written, outcome: Outcome) -> None:
    if isinstance(outcome, Refused):
        return connection.refuse(outcome.code, frame.room, frame.nonce, outcome.retry_after)
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
