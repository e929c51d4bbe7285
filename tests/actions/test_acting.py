"""Acting on a message at the very moment in which one becomes a member of its room."""

import pytest

from chat.actions.messages.edits import delete_message, edit_message
from chat.actions.messages.pins import pin, unpin
from chat.actions.messages.reactions import react, unreact
from chat.actions.refusal import Refused
from chat.log import sql
from chat.models import Membership, Message
from tests.acting import act, say

pytestmark = pytest.mark.django_db

VERBS = {
    "edit": lambda one: edit_message(one, "other words"),
    "delete": delete_message,
    "react": lambda one: react(one, "👍"),
    "unreact": lambda one: unreact(one, "👍"),
    "pin": pin,
    "unpin": unpin,
}


@pytest.fixture
def message(lobby, bob, charlie, monkeypatch) -> Message:
    """Charlie joins right after the rooms of those who are members were locked."""
    message = say(lobby, bob, "words")
    lock_heads = sql.lock_heads

    def lock(*given):
        locked = lock_heads(*given)
        Membership.objects.get_or_create(room=lobby, user=charlie)
        return locked

    monkeypatch.setattr(sql, "lock_heads", lock)
    return message


@pytest.mark.parametrize("verb", VERBS)
def test_an_act_that_was_sent_before_one_was_a_member_is_refused_as_that(charlie, message, verb):
    with pytest.raises(Refused, match="not_member"):
        VERBS[verb](act(charlie, message))
    assert Message.objects.get(pk=message.pk).body == "words"


def test_the_act_holds_when_it_is_sent_again(lobby, charlie, message):
    once = act(charlie, message)
    with pytest.raises(Refused, match="not_member"):
        react(once, "👍")
    Membership.objects.create(room=lobby, user=charlie)
    assert not react(once, "👍").duplicate
