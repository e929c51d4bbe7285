"""Emoji under messages."""

import pytest

from chat.actions.messages import reactions
from chat.actions.messages.edits import delete_message
from chat.actions.messages.reactions import react, unreact
from chat.actions.refusal import Refused
from chat.log import loader
from chat.models import Message
from tests.acting import act, say

pytestmark = pytest.mark.django_db


def shown(message: Message) -> list[tuple[str, list[str]]]:
    [one] = loader.load([Message.objects.select_related("author").get(pk=message.pk)])
    return [
        (reaction["emoji"], [person["username"] for person in reaction["people"]])
        for reaction in loader.facts(one)["reactions"]
    ]


def test_who_reacted_is_told_in_the_order_of_first_use(lobby, alice, bob):
    message = say(lobby, alice)
    react(act(bob, message), "🍵")
    react(act(bob, message), "👍")
    react(act(alice, message), "🍵")
    assert shown(message) == [("🍵", ["bob", "alice"]), ("👍", ["bob"])]


def test_a_reaction_takes_the_rooms_next_number(lobby, alice, bob):
    message = say(lobby, alice)
    assert react(act(bob, message), "👍").seq == message.seq + 1


def test_the_same_reaction_again_changes_nothing(lobby, alice, bob):
    message = say(lobby, alice)
    first = react(act(bob, message), "👍")
    again = react(act(bob, message), "👍")
    assert (again.duplicate, again.seq) == (True, first.seq)


def test_a_reaction_is_taken_away(lobby, alice, bob):
    message = say(lobby, alice)
    react(act(bob, message), "👍")
    unreact(act(bob, message), "👍")
    assert shown(message) == []


def test_taking_away_what_is_not_there_changes_nothing(lobby, alice, bob):
    message = say(lobby, alice)
    react(act(alice, message), "👍")
    assert unreact(act(bob, message), "👍").duplicate
    assert shown(message) == [("👍", ["alice"])]


@pytest.mark.parametrize("emoji", ["❤️", "👩‍👩‍👧‍👦", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "🇯🇵", "👍🏽", "㊙️"])
def test_any_emoji_of_unicode_may_be_used(lobby, alice, emoji):
    message = say(lobby, alice)
    react(act(alice, message), emoji)
    assert shown(message) == [(emoji, ["alice"])]


@pytest.mark.parametrize("emoji", ["", "a", "👍👍", "👍 ", "<b>", "\0", "x" * 100, "👍" * 50])
def test_what_is_not_one_emoji_is_refused(lobby, alice, emoji):
    message = say(lobby, alice)
    with pytest.raises(Refused, match="bad_emoji"):
        react(act(alice, message), emoji)


def test_an_emoji_is_the_same_with_and_without_its_presentation_mark(lobby, alice, bob):
    message = say(lobby, alice)
    react(act(alice, message), "\u2764")
    react(act(bob, message), "\u2764\ufe0f")
    assert shown(message) == [("\u2764\ufe0f", ["alice", "bob"])]


def test_there_is_a_limit_of_different_emoji(lobby, alice, bob, monkeypatch):
    monkeypatch.setattr(reactions, "KINDS_MAX", 1)
    message = say(lobby, alice)
    react(act(alice, message), "👍")
    react(act(bob, message), "👍")
    with pytest.raises(Refused, match="too_many_reactions"):
        react(act(bob, message), "🍵")


def test_an_outsider_cannot_react(lobby, alice, charlie):
    with pytest.raises(Refused, match="not_member"):
        react(act(charlie, say(lobby, alice)), "👍")


def test_nobody_reacts_to_a_deleted_message(lobby, alice, bob):
    message = say(lobby, alice)
    delete_message(act(alice, message))
    with pytest.raises(Refused, match="not_editable"):
        react(act(bob, message), "👍")
