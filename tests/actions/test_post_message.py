"""Posting: what is stored, what is refused, and that a retry never makes a second copy."""

from uuid import uuid4

import pytest

from chat.actions.messages.acting import Stored
from chat.actions.messages.posting import Send, post_message, post_messages
from chat.actions.messages.preparing import prepare
from chat.actions.refusal import Refused
from chat.models import Message, RoomHead, User

pytestmark = pytest.mark.django_db


def send(room, user, body="hello", nonce=None) -> Send:
    return Send(room.pk, user.pk, nonce or uuid4(), body)


def codes(outcomes) -> list[str]:
    return [outcome.code if isinstance(outcome, Refused) else "stored" for outcome in outcomes]


def test_a_member_posts_and_the_message_takes_the_next_number(lobby, alice, bob):
    stored = post_message(send(lobby, bob, "**hi**"))
    message = Message.objects.get(pk=stored.id)
    assert (message.seq, message.changed_seq, message.kind) == (3, 3, "text")
    assert (message.body, message.html) == ("**hi**", '<p dir="auto"><strong>hi</strong></p>')
    assert RoomHead.objects.get(room=lobby).seq == 3


def test_an_outsider_cannot_post(lobby, charlie):
    with pytest.raises(Refused, match="not_member"):
        post_message(send(lobby, charlie))
    assert not Message.objects.filter(author=charlie).exists()


def test_a_deactivated_member_cannot_post(lobby, bob):
    User.objects.filter(pk=bob.pk).update(is_active=False)
    with pytest.raises(Refused, match="not_found"):
        post_message(send(lobby, bob))


def test_a_room_that_does_not_exist_is_not_found(lobby, alice):
    with pytest.raises(Refused, match="not_found"):
        post_message(Send(lobby.pk + 1, alice.pk, uuid4(), "hello"))


def test_the_same_nonce_returns_the_same_seq(lobby, alice):
    sent = send(lobby, alice)
    first, again = post_message(sent), post_message(sent)
    assert (again.id, again.seq) == (first.id, first.seq)
    assert (first.duplicate, again.duplicate) == (False, True)
    assert RoomHead.objects.get(room=lobby).seq == first.seq


def test_the_same_nonce_twice_in_one_batch_is_stored_once(lobby, alice):
    sent = send(lobby, alice)
    first, again = post_messages([prepare(sent), prepare(sent)])
    assert isinstance(first, Stored)
    assert isinstance(again, Stored)
    assert (first.seq, first.duplicate) == (again.seq, not again.duplicate)
    assert Message.objects.filter(nonce=sent.nonce).count() == 1


def test_the_same_nonce_with_another_body_is_refused(lobby, alice):
    nonce = uuid4()
    post_message(send(lobby, alice, "one", nonce))
    with pytest.raises(Refused, match="nonce_reused"):
        post_message(send(lobby, alice, "two", nonce))


def test_two_people_may_use_the_same_nonce(lobby, alice, bob):
    nonce = uuid4()
    post_message(send(lobby, alice, "one", nonce))
    assert not post_message(send(lobby, bob, "two", nonce)).duplicate


@pytest.mark.parametrize("body", ["", " \n\t", "\u200b\u200d", "\u3000", "\u3164", "\ufeff"])
def test_a_body_that_shows_nothing_is_empty(lobby, alice, body):
    with pytest.raises(Refused, match="empty"):
        post_message(send(lobby, alice, body))


@pytest.mark.parametrize("body", ["a\0b", "lone \ud800 surrogate", "\udfff"])
def test_a_body_that_no_database_can_keep_is_bad_text(lobby, alice, body):
    with pytest.raises(Refused, match="bad_text"):
        post_message(send(lobby, alice, body))


def test_a_body_of_the_limit_fits_and_one_more_is_too_long(lobby, alice, settings):
    settings.BODY_MAX_CHARS = 5
    post_message(send(lobby, alice, "五文字です"))
    with pytest.raises(Refused, match="too_long"):
        post_message(send(lobby, alice, "六文字だよね"))


def test_one_refusal_does_not_touch_the_others_of_its_batch(lobby, alice, charlie):
    sends = [send(lobby, alice, "one"), send(lobby, charlie), send(lobby, alice, "\0")]
    outcomes = post_messages([prepare(one) for one in (*sends, send(lobby, alice, "two"))])
    assert codes(outcomes) == ["stored", "not_member", "bad_text", "stored"]
    assert outcomes[3].seq == outcomes[0].seq + 1


def test_a_batch_of_any_size_costs_as_few_queries(lobby, alice, django_assert_max_num_queries):
    sends = [prepare(send(lobby, alice, f"message {number}")) for number in range(64)]
    with django_assert_max_num_queries(10):
        post_messages(sends)
