"""Whatever is told of a message is there before it is told: no relation asks the database late."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import pytest
from django.db import connection, transaction
from django.template.loader import render_to_string

from chat.actions.messages.edits import delete_message, edit_message
from chat.actions.messages.pins import pin
from chat.actions.messages.reactions import react
from chat.actions.moderation.takedowns import hide_message, purge_message
from chat.live.fanout.batch import batch_of
from chat.log import journal, loader
from chat.models import Message, Room, User
from chat.models.messages.message import Kind
from tests.acting import act, say

pytestmark = pytest.mark.django_db(transaction=True)

NOT_TOLD = {
    "room": "a room's messages are told by the room, which is known",
    "pinned_by": "nobody is told who has pinned it",
    "replies": "each tells of its original, not the other way round",
    "case": "for moderators only",
    "mention_rows": "whom it calls stands in the message itself",
    "versions": "what it said before is for moderators only",
}


def test_every_relation_of_a_message_is_loaded_or_is_not_told():
    relations = {field.name for field in Message._meta.get_fields() if field.is_relation}
    assert relations == {relation.name for relation in loader.RELATIONS} | set(NOT_TOLD)


# --- Every kind of message --------------------------------------------------------------------


@pytest.fixture
def root(db) -> User:
    return User.objects.create_superuser(username="root", password="x")


@pytest.fixture
def room(lobby: Room, alice: User, bob: User, root: User) -> Room:
    """A room of all that can be said, done or become of a message, each at least once."""
    with journal.locked([lobby.pk]) as heads:
        lines = [
            Message(room=lobby, author=alice, subject=bob, kind=kind, body="x")
            for kind in Kind.values
        ]
        journal.append(heads, lines)
    for change in CHANGES.values():
        original = say(lobby, alice, "original")
        change(root, original)
        reply = say(lobby, bob, "reply @alice", reply_to=None if original.deleted_at else original)
        change(root, reply)
    for change in CHANGES.values():
        original = say(lobby, alice, "original")
        say(lobby, bob, "reply", reply_to=original)
        change(root, original)
    return lobby


def _reacted(_root: User, message: Message) -> None:
    for emoji in ("👍", "🎉"):
        react(act(message.author, message), emoji)


CHANGES: dict[str, Callable[[User, Message], object]] = {
    "nothing": lambda root, message: None,
    "edited": lambda root, message: edit_message(act(message.author, message), "other"),
    "reacted to": _reacted,
    "deleted": lambda root, message: delete_message(act(message.author, message)),
    "hidden": lambda root, message: hide_message(root, message),
    "purged": lambda root, message: purge_message(root, message),
}


def _remembered(room: Room) -> list[Message]:
    found = [journal.remembered(room.pk, seq - 1, seq) for seq in range(1, 200)]
    return [message for messages in found if messages for message in messages]


READS: dict[str, Callable[[Room], list[Message]]] = {
    "what changed": lambda room: journal.since(room.pk, 0, 10_000, 10_000),
    "what was just committed": _remembered,
    "the newest page": lambda room: journal.page(room.pk, limit=1_000).messages,
    "a page around": lambda room: journal.page(room.pk, around=20, limit=1_000).messages,
    "the pins": lambda room: journal.pins(room.pk, 0, 100),
}


@contextmanager
def no_queries() -> Iterator[None]:
    def refuse(_execute: Any, sql: str, *_rest: Any) -> NoReturn:
        raise AssertionError(f"asked while telling: {sql}")

    with connection.execute_wrapper(refuse):
        yield


@pytest.mark.parametrize("read", READS)
def test_a_message_of_any_kind_is_told_without_a_query(read, room, alice):
    pin(act(alice, say(room, alice, "pinned", reply_to=say(room, alice, "to this"))))
    messages = READS[read](room)
    assert messages
    with no_queries():
        for message in messages:
            loader.facts(message)
            loader.facts(message, floor=message.lowest_place)
        batch = batch_of(room.pk, 0, messages[-1].changed_seq, 10_000, messages)
        for floor in (0, 10, 30):
            batch.frame(floor)


def test_the_page_shows_a_message_of_any_kind_without_a_query(room, alice):
    page = journal.page(room.pk, limit=1_000)
    with no_queries():
        for message in page.messages:
            vars(message)["shown_quote"] = message.quote()
            context = {"message": message, "room": room, "user": alice, "blocked": []}
            assert render_to_string("chat/_message.html", context)


def test_all_kinds_of_messages_are_among_them(room):
    messages = journal.since(room.pk, 0, 10_000, 10_000)
    assert {message.kind for message in messages} >= set(Kind.values)
    assert {message.state for message in messages} == {"shown", "deleted", "hidden", "purged"}
    assert any(message.reacted() for message in messages)
    assert any(message.quote() and message.quote().gone for message in messages)


def test_what_misses_something_is_not_taken_for_loaded(lobby, alice, bob):
    original = say(lobby, alice)
    reacted = say(lobby, bob, "reply", reply_to=original)
    react(act(alice, reacted), "👍")
    [reply] = journal.since(lobby.pk, 0, 10_000, 10_000)[-1:]
    assert loader.is_loaded(reply)
    bare = Message.objects.get(pk=reply.pk)
    missing = {one.name for one in loader.RELATIONS if one.is_missing(bare)}
    assert missing == {"author", "reply_to", "reactions"}
    assert not loader.is_loaded(bare)


def test_plain_messages_are_loaded_by_the_query_that_reads_them(
    lobby, alice, django_assert_num_queries
):
    for number in range(5):
        say(lobby, alice, f"line {number}")
    with django_assert_num_queries(1):
        journal.since(lobby.pk, 0, 10_000, 10_000)


def test_what_is_stored_stands_as_the_log_tells_it(lobby, alice):
    with transaction.atomic():
        message = say(lobby, alice, "**hi**")
    [kept] = journal.remembered(lobby.pk, message.seq - 1, message.seq) or []
    [read] = journal.since(lobby.pk, message.seq - 1, message.seq, 1)
    with no_queries():
        assert loader.facts(kept) == loader.facts(read)
