"""A copy of an act that comes late, as from a server that was frozen, undoes nothing."""

import pytest

from chat.actions.edits import edit_message
from chat.actions.pins import pin, unpin
from chat.actions.reactions import react, unreact
from chat.actions.refusal import Refused
from chat.models import Message
from tests.acting import act, say

pytestmark = pytest.mark.django_db


def now(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def test_a_late_copy_of_an_edit_does_not_bring_the_older_text_back(lobby, bob):
    message = say(lobby, bob, "draft")
    first = act(bob, message)
    edit_message(first, "first")
    second = edit_message(act(bob, message), "second")
    late = edit_message(first, "first")
    assert (late.duplicate, late.seq) == (True, second.seq)
    assert now(message).body == "second"


def test_a_late_copy_of_a_reaction_does_not_bring_it_back(lobby, bob):
    message = say(lobby, bob)
    first = act(bob, message)
    react(first, "👍")
    unreact(act(bob, message), "👍")
    assert react(first, "👍").duplicate
    assert not now(message).reactions.exists()


def test_a_late_copy_of_a_withdrawal_does_not_take_a_reaction_away(lobby, bob):
    message = say(lobby, bob)
    react(act(bob, message), "👍")
    withdrawal = act(bob, message)
    unreact(withdrawal, "👍")
    react(act(bob, message), "👍")
    assert unreact(withdrawal, "👍").duplicate
    assert now(message).reactions.count() == 1


def test_a_late_copy_of_a_pin_does_not_pin_again(lobby, alice):
    message = say(lobby, alice)
    first = act(alice, message)
    pin(first)
    unpin(act(alice, message))
    assert pin(first).duplicate
    assert now(message).pinned_at is None


def test_what_was_refused_may_be_tried_again_under_its_nonce(lobby, alice, bob):
    message = say(lobby, alice, "hers")
    his = act(bob, message)
    for _ in range(2):
        with pytest.raises(Refused, match="forbidden"):
            edit_message(his, "his")
