"""What is done to a text before any lock: it is never lost, and what is short is quick."""

from uuid import uuid4

import pytest

from chat.actions.messages.edits import edit_message
from chat.actions.messages.posting import Send, post_message
from chat.actions.messages.preparing import is_quick, prepare, prepared_text
from chat.actions.moderation.rulebook import current, store_filter
from chat.actions.refusal import Refused
from chat.models import Filter, Message, User
from chat.text.markdown import rendering
from tests.acting import act, say

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_rules(db):
    """What this process knows of the rules is of this test's database."""
    current()


@pytest.fixture
def broken(monkeypatch):
    """A renderer that can do nothing."""

    def render(body, people):
        raise RecursionError

    monkeypatch.setattr(rendering, "render_with_mentions", render)


def test_what_cannot_be_rendered_is_stored_and_shown_as_it_was_typed(broken, lobby, bob):
    message = say(lobby, bob, "a **b** <i>\nc")
    assert message.body == "a **b** <i>\nc"
    assert message.html == '<p dir="auto">a **b** &lt;i&gt;<br>c</p>'
    assert message.excerpt == "a **b** <i> c"


def test_what_can_be_no_text_is_known_before_any_lock(lobby, django_assert_num_queries):
    with django_assert_num_queries(0):
        refusals = [prepared_text(lobby.pk, body) for body in ("", "\0", "x" * 10_001)]
    codes = [one.code for one in refusals if isinstance(one, Refused)]
    assert codes == ["empty", "bad_text", "too_long"]


def test_plain_text_is_prepared_without_a_query(lobby, bob, django_assert_num_queries):
    assert is_quick("plain words, すぐに")
    with django_assert_num_queries(0):
        prepare(Send(lobby.pk, bob.pk, uuid4(), "plain words, すぐに"))


@pytest.mark.parametrize("body", ["**bold**", "@bob", "see https://a.example", "x" * 501, ""])
def test_all_that_may_take_time_is_not_quick(db, body):
    assert not is_quick(body)


@pytest.mark.parametrize("body", ["well, yes", "bob: tea", "a, b, c", "すぐに、ね"])
def test_what_is_quick_is_prepared_without_a_query(body, django_assert_num_queries):
    """The event loop does it, which may not ask the database."""
    with django_assert_num_queries(0):
        assert is_quick(body)
        assert prepared_text(1, body).rendered.text == body


def test_nothing_is_quick_that_filters_look_at(db):
    root = User.objects.create_superuser(username="root", password="x")
    store_filter(root, Filter(pattern="casino", is_on=True))
    current()
    assert not is_quick("plain words")


def test_names_are_looked_up_before_the_lock(lobby, alice, bob, django_assert_num_queries):
    with django_assert_num_queries(1):
        text = prepared_text(lobby.pk, "@alice @bob @nobody")
    assert not isinstance(text, Refused)
    assert text.rendered.people == {alice.pk, bob.pk}


def test_what_somebody_did_is_an_action_and_stays_as_it_was_typed(lobby, bob):
    message = say(lobby, bob, "/me waves to @alice")
    assert (message.kind, message.body) == (Message.Kind.ACTION, "/me waves to @alice")
    assert "/me" not in message.html
    assert message.excerpt == "waves to @alice"


def test_an_action_that_is_sent_again_is_a_duplicate(lobby, bob):
    sent = Send(lobby.pk, bob.pk, uuid4(), "/me waves")
    post_message(sent)
    Message.objects.filter(nonce=sent.nonce).update(kind=Message.Kind.TEXT)
    assert post_message(sent).duplicate


def test_an_edit_makes_an_action_of_a_text_and_back(lobby, bob):
    message = say(lobby, bob, "waves")
    for body, kind in (("/me waves", "action"), ("waves back", "text")):
        edit_message(act(bob, message), body)
        message.refresh_from_db()
        assert (message.kind, message.body) == (kind, body)
