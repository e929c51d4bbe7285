"""Pins."""

import pytest

from chat.actions.messages import pins
from chat.actions.messages.pins import pin, unpin
from chat.actions.refusal import Refused
from chat.log import journal
from tests.acting import act, say

pytestmark = pytest.mark.django_db


def test_pins_are_listed_the_newest_first(lobby, alice):
    one, other = say(lobby, alice, "one"), say(lobby, alice, "other")
    pin(act(alice, one))
    pin(act(alice, other))
    found = journal.pins(lobby.pk, floor=0, limit=10)
    assert [message.body for message in found] == ["other", "one"]


def test_a_pin_is_taken_away(lobby, alice):
    message = say(lobby, alice)
    pin(act(alice, message))
    unpin(act(alice, message))
    assert journal.pins(lobby.pk, floor=0, limit=10) == []


def test_pinning_again_changes_nothing(lobby, alice):
    message = say(lobby, alice)
    pin(act(alice, message))
    assert pin(act(alice, message)).duplicate


def test_unpinning_what_is_not_pinned_changes_nothing(lobby, alice):
    assert unpin(act(alice, say(lobby, alice))).duplicate


@pytest.mark.parametrize("verb", [pin, unpin])
def test_a_plain_member_does_not_pin(lobby, bob, verb):
    with pytest.raises(Refused, match="forbidden"):
        verb(act(bob, say(lobby, bob)))


def test_there_is_a_limit_of_pins(lobby, alice, monkeypatch):
    monkeypatch.setattr(pins, "PINS_MAX", 1)
    pin(act(alice, say(lobby, alice)))
    with pytest.raises(Refused, match="too_many_pins"):
        pin(act(alice, say(lobby, alice)))


def test_what_was_before_ones_time_is_not_among_the_pins(lobby, alice):
    message = say(lobby, alice)
    pin(act(alice, message))
    assert journal.pins(lobby.pk, floor=message.seq, limit=10) == []
