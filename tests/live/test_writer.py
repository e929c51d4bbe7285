"""The writer: gathers, keeps order, and lets nothing that is handed in fall."""

import asyncio
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.db import DataError, InterfaceError, InternalError, OperationalError

from chat.actions.messages.acting import Stored
from chat.actions.messages.posting import post_messages
from chat.actions.messages.preparing import Send, prepare
from chat.actions.rooms.rooms import create_room
from chat.live.database_threads import DatabaseThreads
from chat.live.writing import writer as writer_module
from chat.live.writing.writer import Writer
from chat.models import Message

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def threads():
    threads = DatabaseThreads("test-write", 1)
    yield threads
    await asyncio.to_thread(threads.close)


@pytest.fixture
async def writer(threads):
    writer = Writer(threads, 1_000)
    running = asyncio.create_task(writer.run())
    yield writer
    running.cancel()


@pytest.fixture
def batches(monkeypatch):
    """The sizes of the batches that are stored, as they are stored."""
    sizes: list[int] = []

    def watched(sends):
        sizes.append(len(sends))
        return post_messages(sends)

    monkeypatch.setattr(writer_module, "post_messages", watched)
    return sizes


def submit(writer: Writer, send: Send) -> asyncio.Future:
    """Hand in a message and return what becomes of it."""
    outcome = asyncio.get_running_loop().create_future()
    writer.submit(prepare(send), outcome.set_result)
    return outcome


@pytest.fixture
def say(writer, lobby, alice):
    return lambda body: submit(writer, Send(lobby.pk, alice.pk, uuid4(), body))


async def test_what_arrives_together_is_committed_together_in_order(say, batches, lobby):
    stored = await asyncio.gather(*(say(str(number)) for number in range(300)))
    assert [outcome.seq for outcome in stored] == list(range(2, 302))
    assert batches == [256, 44]


async def test_the_order_of_bodies_is_the_order_of_handing_in(say, lobby):
    await asyncio.gather(*(say(str(number)) for number in range(20)))
    bodies = [message.body async for message in Message.objects.filter(kind="text").order_by("seq")]
    assert bodies == [str(number) for number in range(20)]


async def test_a_full_queue_answers_busy(threads, lobby, alice):
    writer = Writer(threads, 1)
    first, second = (submit(writer, Send(lobby.pk, alice.pk, uuid4(), "x")) for _ in range(2))
    assert (await second).code == "busy"
    assert not first.done()
    running = asyncio.create_task(writer.run())
    assert isinstance(await first, Stored)
    running.cancel()


async def test_who_finds_the_queue_full_waits_for_a_place(threads, lobby, alice):
    writer = Writer(threads, 1)
    first = submit(writer, Send(lobby.pk, alice.pk, uuid4(), "x"))
    running = asyncio.create_task(writer.run())
    await writer.place_for(lobby.pk)
    second = submit(writer, Send(lobby.pk, alice.pk, uuid4(), "y"))
    assert [type(outcome) for outcome in await asyncio.gather(first, second)] == [Stored, Stored]
    running.cancel()


async def test_nobody_waits_for_a_place_for_ever(threads, lobby, alice, monkeypatch):
    monkeypatch.setattr(writer_module, "PATIENCE_SECONDS", 0.01)
    writer = Writer(threads, 1)
    submit(writer, Send(lobby.pk, alice.pk, uuid4(), "x"))
    await writer.place_for(lobby.pk)
    assert (await submit(writer, Send(lobby.pk, alice.pk, uuid4(), "y"))).code == "busy"


async def test_one_who_goes_away_does_not_stop_the_others(writer, say, lobby, alice, caplog):
    def gone(outcome):
        raise RuntimeError("nobody is there")

    writer.submit(prepare(Send(lobby.pk, alice.pk, uuid4(), "abandoned")), gone)
    await say("awaited")
    await say("and the next")
    assert await Message.objects.filter(body="abandoned").aexists()
    assert "could not be told" in caplog.text


async def test_a_room_that_is_flooded_leaves_places_for_the_others(threads, lobby, alice):
    garden = await sync_to_async(create_room)(alice, "Garden")
    writer = Writer(threads, 10)
    flood = [submit(writer, Send(lobby.pk, alice.pk, uuid4(), "x")) for _ in range(10)]
    other = submit(writer, Send(garden.pk, alice.pk, uuid4(), "hello"))
    assert [outcome.done() for outcome in flood] == [False] * 5 + [True] * 5
    assert not other.done()
    running = asyncio.create_task(writer.run())
    assert isinstance(await other, Stored)
    running.cancel()


async def test_an_answer_that_was_lost_on_its_way_is_found_by_the_nonce(say, monkeypatch, lobby):
    """The connection breaks behind the COMMIT: nobody knows whether it was stored."""
    answers = []

    def cut_off(sends):
        answers.append(post_messages(sends))
        if len(answers) == 1:
            raise OperationalError("the connection was lost")
        return answers[-1]

    monkeypatch.setattr(writer_module, "post_messages", cut_off)
    outcome = await say("once")
    assert (outcome.duplicate, outcome.seq) == (True, 2)
    assert await Message.objects.filter(body="once").acount() == 1


async def test_one_poisonous_message_does_not_fail_its_batch(say, monkeypatch, lobby):
    def poisoned(sends):
        if any(one.send.body == "poison" for one in sends):
            raise DataError("no database keeps this")
        return post_messages(sends)

    monkeypatch.setattr(writer_module, "post_messages", poisoned)
    outcomes = await asyncio.gather(*(say(body) for body in ("one", "poison", "two", "three")))
    assert outcomes[1].code == "bad_text"
    assert [type(outcome) for outcome in (outcomes[0], *outcomes[2:])] == [Stored] * 3


@pytest.mark.parametrize("error", [OperationalError, InterfaceError, InternalError])
async def test_a_database_that_is_away_is_answered_and_tried_again(say, monkeypatch, lobby, error):
    """PostgreSQL ends a transaction that stood still for too long with an InternalError."""

    def away(sends):
        raise error("the server is gone")

    monkeypatch.setattr(writer_module, "post_messages", away)
    assert (await say("early")).code == "unavailable"
    monkeypatch.setattr(writer_module, "post_messages", post_messages)
    assert isinstance(await say("later"), Stored)


async def test_a_fault_of_ours_is_internal_and_the_writer_goes_on(say, monkeypatch, lobby, caplog):
    def broken(sends):
        raise KeyError("a bug")

    monkeypatch.setattr(writer_module, "post_messages", broken)
    assert (await say("early")).code == "internal"
    assert "could not be done" in caplog.text
    monkeypatch.setattr(writer_module, "post_messages", post_messages)
    assert isinstance(await say("later"), Stored)
