"""What was just committed is told from memory, and only as the log would tell it."""

import pytest
from django.db import transaction

from chat.actions.messages.edits import delete_message, edit_message
from chat.log import journal, loader
from chat.models import Room
from tests.acting import act, say

pytestmark = pytest.mark.django_db(transaction=True)


def told(room: Room, after: int, upto: int) -> list[dict] | None:
    found = journal.remembered(room.pk, after, upto)
    return None if found is None else [loader.facts(message) for message in found]


def in_the_log(room: Room, after: int, upto: int) -> list[dict]:
    return [loader.facts(message) for message in journal.since(room.pk, after, upto, 100)]


def test_what_was_committed_is_told_as_the_log_tells_it(lobby, alice):
    for body in ("one", "**two**", "三"):
        say(lobby, alice, body)
    assert told(lobby, 1, 4) == in_the_log(lobby, 1, 4)
    assert told(lobby, 2, 3) == in_the_log(lobby, 2, 3)


def test_a_number_that_is_missing_sends_to_the_log(lobby, alice):
    say(lobby, alice)
    assert told(lobby, 0, 2) is None  # the first line tells that alice joined
    assert told(lobby, 1, 3) is None


def test_an_edited_message_is_not_told_as_it_was(lobby, alice):
    message = say(lobby, alice, "wrong")
    edit_message(act(alice, message), "right")
    assert told(lobby, 1, 2) is None
    assert told(lobby, 1, 3) is None


def test_a_deleted_message_is_forgotten(lobby, alice):
    message = say(lobby, alice, "wrong")
    delete_message(act(alice, message))
    assert told(lobby, 1, 2) is None


def test_what_was_rolled_back_was_never_there(lobby, alice):
    with pytest.raises(RuntimeError), transaction.atomic():
        say(lobby, alice)
        raise RuntimeError
    assert told(lobby, 1, 2) is None


def test_a_reply_is_read_with_what_it_replies_to(lobby, alice):
    say(lobby, alice, "answer", reply_to=say(lobby, alice, "question"))
    assert told(lobby, 2, 3) is None
    assert in_the_log(lobby, 2, 3)[0]["reply_to"]["excerpt"] == "question"


def test_a_very_long_message_is_read_and_not_kept(lobby, alice):
    say(lobby, alice, "x" * 9_000)
    assert told(lobby, 1, 2) is None
    assert in_the_log(lobby, 1, 2)[0]["body"] == "x" * 9_000
