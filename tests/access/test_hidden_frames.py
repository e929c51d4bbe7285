"""To outsiders, whatever they send about a hidden room is answered as about no room at all."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

import pytest
from asgiref.sync import sync_to_async
from django.db import connection
from django.db.backends.utils import CursorWrapper

from chat.live.fanout import hub
from chat.live.presence import maintenance, people_log, user_events, welcome
from chat.live.sessions import expiry
from chat.log import journal
from chat.models import Message, Room
from tests.access.frames import ANSWERS, FIELDS, MAY_STAY_UNANSWERED, Place
from tests.access.stage import Stage
from tests.live.conftest import Client

pytestmark = pytest.mark.django_db(transaction=True)

OUTSIDERS = ("outsider", "former member", "staff", "superuser")
HIDDEN = ("private", "direct")
NOWHERE = 987_654_321
OF_NO_ROOM = {"presence", "ping"}


@pytest.fixture
def statements(monkeypatch) -> list[str]:
    """What is asked of the database, by sockets only: nothing is polled meanwhile."""
    asked: list[str] = []
    execute = CursorWrapper.execute

    def record(cursor, sql, params=None):
        asked.append(sql)
        return execute(cursor, sql, params)

    monkeypatch.setattr(CursorWrapper, "execute", record)
    for module in (hub, maintenance, people_log, user_events):
        monkeypatch.setattr(module, "POLL_SECONDS", 3_600)
    monkeypatch.setattr(expiry, "LOOK_SECONDS", 3_600)
    return asked


def _hidden(stage: Stage, kind: str) -> Place:
    room = stage.rooms[kind]
    message = stage.last_of(stage.people["bob"], room)
    assert message
    return Place(room, message, message)


def _nowhere(there: Place) -> Place:
    message = Message(pk=NOWHERE, seq=there.own.seq, author_id=there.own.author_id)
    return Place(Room(pk=NOWHERE), message, message)


@pytest.fixture(autouse=True)
def asked_once(asked_before, monkeypatch) -> None:
    """What is the same for everybody is read once a second, whoever asks: not again meanwhile."""
    monkeypatch.setattr(welcome, "READ_AGAIN_SECONDS", 3_600)


@pytest.mark.parametrize("kind", HIDDEN)
@pytest.mark.parametrize("role", OUTSIDERS)
async def test_a_frame_is_answered_as_for_no_room(
    statements: list[str], stage: Stage, cookies, connect, role, kind
):
    hidden = await sync_to_async(_hidden)(stage, kind)
    await connect(cookies[role]).hello()  # what a process asks when it begins
    for row in FIELDS.keys() - OF_NO_ROOM:
        told = []
        for place in (hidden, _nowhere(hidden)):
            statements.clear()
            client = await _opened(connect(cookies[role]), row)
            told.append((await _answers(client, row, place), list(statements)))
            await client.disconnect()
        assert told[0] == told[1], row


async def _opened(client: Client, row: str) -> Client:
    if row == "hello":
        assert await client.connect()
    else:
        await client.hello()
    return client


async def _answers(client: Client, row: str, place: Place) -> list[str]:
    """Send the frame and return all that is answered, with the ids of the place taken out.

    A heartbeat answers nothing, and may come at any time.
    """
    frame = place.frame(row)
    await client.send(**frame)
    heard: list[dict] = []
    if row not in MAY_STAY_UNANSWERED:
        while not heard or heard[-1]["type"] not in ANSWERS.get(row, {"ack", "error"}):
            heard.append(await client.receive())
    await client.send(type="ping", n=1)
    while not heard or heard[-1]["type"] != "pong":
        heard.append(await client.receive())
    own = {str(place.room.pk): "ROOM", str(frame.get("nonce")): "NONCE"}
    answers = ({**one, "now": ""} for one in heard if one["type"] != "heartbeat")
    return [_without(json.dumps(one), own) for one in answers]


def _without(text: str, own: dict[str, str]) -> str:
    for found, name in own.items():
        text = text.replace(found, name)
    return text


# --- Waiting ----------------------------------------------------------------------------------


@contextmanager
def _written_in(room: Room) -> Iterator[None]:
    """Hold the lock of a room for as long as this lasts.

    Where only the whole database can be locked, that tells nothing of one room: nothing is held.
    """
    if not connection.features.has_select_for_update:
        yield
        return
    with journal.locked([room.pk]):
        yield


def _hold(room: Room, is_held: Event, is_over: Event) -> None:
    try:
        with _written_in(room):
            is_held.set()
            is_over.wait()
    finally:
        connection.close()


@pytest.mark.parametrize("kind", HIDDEN)
async def test_an_outsider_never_waits_for_what_is_written_in_a_hidden_room(
    stage: Stage, cookies, connect, kind
):
    hidden = await sync_to_async(_hidden)(stage, kind)
    is_held, is_over = Event(), Event()
    holding = asyncio.create_task(asyncio.to_thread(_hold, hidden.room, is_held, is_over))
    try:
        await asyncio.to_thread(is_held.wait)
        client = await _opened(connect(cookies["outsider"]), "message")
        for row in FIELDS.keys() - OF_NO_ROOM - {"hello"}:
            await _answers(client, row, hidden)
    finally:
        is_over.set()
        await holding
