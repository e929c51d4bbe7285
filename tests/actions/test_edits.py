"""Editing and deleting: who may, what is kept, and that replies follow."""

import pytest

from chat.actions.messages.edits import delete_message, edit_message
from chat.actions.messages.pins import pin
from chat.actions.messages.posting import Send, post_message
from chat.actions.messages.reactions import react
from chat.actions.moderation.takedowns import hide_message, restore_message
from chat.actions.refusal import Refused
from chat.actions.rooms.rooms import archive_room
from chat.log import loader
from chat.models import Mention, Message
from tests.acting import act, say

pytestmark = pytest.mark.django_db


def refreshed(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def test_an_edit_keeps_the_place_and_takes_the_next_number(lobby, bob):
    message = say(lobby, bob)
    stored = edit_message(act(bob, message), "**hello**")
    edited = refreshed(message)
    assert (edited.seq, edited.changed_seq, stored.seq) == (message.seq, 4, 4)
    assert edited.html == '<p dir="auto"><strong>hello</strong></p>'
    assert edited.edited_at is not None


def test_an_edit_keeps_the_earlier_version(lobby, bob):
    message = say(lobby, bob, "first")
    edit_message(act(bob, message), "second")
    edit_message(act(bob, message), "third")
    assert [version.body for version in message.versions.order_by("pk")] == ["first", "second"]


def test_the_same_text_changes_nothing(lobby, bob):
    message = say(lobby, bob, "hello")
    stored = edit_message(act(bob, message), "hello")
    assert stored.duplicate
    assert refreshed(message).changed_seq == message.seq


def test_nobody_edits_what_somebody_else_wrote(lobby, alice, bob):
    with pytest.raises(Refused, match="forbidden"):
        edit_message(act(alice, say(lobby, bob)), "something else")


def test_an_outsider_edits_nothing(lobby, bob, charlie):
    with pytest.raises(Refused, match="not_member"):
        edit_message(act(charlie, say(lobby, bob)), "something else")


@pytest.mark.parametrize(
    ("body", "code"), [("", "empty"), ("x" * 10_001, "too_long"), ("\0", "bad_text")]
)
def test_an_edit_is_held_to_what_a_message_is_held_to(lobby, bob, body, code):
    message = say(lobby, bob)
    with pytest.raises(Refused, match=code):
        edit_message(act(bob, message), body)


def test_a_line_that_nobody_wrote_cannot_be_edited(lobby, alice):
    joined = Message.objects.get(room=lobby, kind="joined")
    with pytest.raises(Refused, match="not_editable"):
        edit_message(act(alice, joined), "hello")


def test_a_message_of_another_room_is_not_found(lobby, bob, make_room):
    elsewhere = say(make_room(bob), bob)
    here = act(bob, elsewhere)
    with pytest.raises(Refused, match="not_found"):
        edit_message(type(here)(lobby.pk, bob.pk, here.nonce, elsewhere.pk), "hello")


def test_nothing_is_edited_in_an_archived_room(lobby, alice, bob):
    message = say(lobby, bob)
    archive_room(alice, lobby)
    with pytest.raises(Refused, match="archived"):
        edit_message(act(bob, message), "something else")


def test_a_deleted_message_is_a_tombstone_with_its_number(lobby, bob):
    message = say(lobby, bob, "hello")
    react(act(bob, message), "👍")
    delete_message(act(bob, message))
    [tombstone] = loader.load([refreshed(message)])
    facts = loader.facts(tombstone)
    assert (facts["seq"], facts["body"], facts["html"]) == (message.seq, "", "")
    assert (facts["reactions"], facts["pinned_at"], facts["reply_to"]) == ([], None, None)
    assert facts["deleted_at"] is not None


def test_the_text_of_a_deleted_message_is_kept_for_those_who_keep_order(lobby, bob):
    message = say(lobby, bob, "hello")
    delete_message(act(bob, message))
    assert message.versions.get().body == "hello"


def test_deleting_again_changes_nothing(lobby, bob):
    message = say(lobby, bob)
    first = delete_message(act(bob, message))
    again = delete_message(act(bob, message))
    assert (again.duplicate, again.seq) == (True, first.seq)


def test_the_owner_takes_down_what_a_member_wrote(lobby, alice, bob):
    message = say(lobby, bob)
    delete_message(act(alice, message))
    assert refreshed(message).deleted_at is not None


def test_a_member_does_not_take_down_what_others_wrote(lobby, alice, bob):
    with pytest.raises(Refused, match="forbidden"):
        delete_message(act(bob, say(lobby, alice)))


def test_a_deleted_message_is_not_edited(lobby, bob):
    message = say(lobby, bob)
    delete_message(act(bob, message))
    with pytest.raises(Refused, match="not_editable"):
        edit_message(act(bob, message), "back again")


def test_replies_change_with_their_original(lobby, alice, bob):
    original = say(lobby, bob, "tea?")
    reply = say(lobby, alice, "yes", reply_to=original)
    edit_message(act(bob, original), "coffee?")
    [changed] = loader.load([refreshed(reply)])
    assert changed.changed_seq > reply.seq
    assert loader.facts(changed)["reply_to"]["excerpt"] == "coffee?"


def test_a_quote_says_what_people_read_not_its_marks(lobby, alice, bob):
    original = say(lobby, bob, "**tea** & `a < b`\n\n- one")
    [reply] = loader.load([refreshed(say(lobby, alice, "yes", reply_to=original))])
    assert loader.facts(reply)["reply_to"]["excerpt"] == "tea & a < b one"


def test_the_quote_of_a_deleted_original_says_nothing_but_whose_it_was(lobby, alice, bob):
    original = say(lobby, bob, "secret")
    reply = say(lobby, alice, "oh", reply_to=original)
    delete_message(act(bob, original))
    [changed] = loader.load([refreshed(reply)])
    quote = loader.facts(changed)["reply_to"]
    assert (quote["state"], quote["excerpt"], quote["author"]["id"]) == ("deleted", "", bob.pk)


def test_a_quote_from_before_ones_time_is_hidden(lobby, alice, bob):
    original = say(lobby, bob, "secret")
    [reply] = loader.load([refreshed(say(lobby, alice, "oh", reply_to=original))])
    quote = loader.facts(reply, floor=original.seq)["reply_to"]
    assert (quote["state"], quote["excerpt"], quote["author"]) == ("hidden", "", None)


def test_an_edit_calls_whom_the_new_text_calls(lobby, alice, bob):
    message = say(lobby, alice, "hello @bob")
    edit_message(act(alice, message), "hello")
    assert not Mention.objects.exists()
    edit_message(act(alice, message), "hello again @bob")
    assert [mention.user_id for mention in Mention.objects.all()] == [bob.pk]


def test_a_retry_of_a_message_that_was_edited_since_is_a_duplicate(lobby, bob):
    message = say(lobby, bob, "hello")
    edit_message(act(bob, message), "good evening")
    again = post_message(Send(lobby.pk, bob.pk, message.nonce, "hello"))
    assert (again.id, again.duplicate) == (message.pk, True)


def test_an_edit_of_a_text_that_has_changed_meanwhile_is_refused(lobby, bob):
    message = say(lobby, bob, "first")
    edit_message(act(bob, message), "from one window", base=message.changed_seq)
    with pytest.raises(Refused, match="changed_meanwhile"):
        edit_message(act(bob, message), "from the other", base=message.changed_seq)
    assert refreshed(message).body == "from one window"


def test_an_edit_of_the_text_as_it_is_now_is_stored(lobby, bob):
    message = say(lobby, bob, "first")
    seen = edit_message(act(bob, message), "second", base=message.changed_seq)
    edit_message(act(bob, message), "third", base=seen.seq)
    assert refreshed(message).body == "third"


@pytest.mark.parametrize("change", ["reaction", "pin", "quoted"])
def test_what_changes_no_text_is_in_no_edits_way(lobby, alice, bob, change):
    original = say(lobby, alice, "shall we?")
    message = say(lobby, bob, "yes", reply_to=original)
    changes = {
        "reaction": lambda: react(act(alice, message), "👍"),
        "pin": lambda: pin(act(alice, message)),
        "quoted": lambda: edit_message(act(alice, original), "shall we go?"),
    }
    changes[change]()
    assert refreshed(message).changed_seq > message.changed_seq
    edit_message(act(bob, message), "yes, let us", base=message.changed_seq)
    assert refreshed(message).body == "yes, let us"


def test_an_edit_of_before_a_reaction_and_another_edit_is_refused(lobby, alice, bob):
    message = say(lobby, bob, "first")
    edit_message(act(bob, message), "second")
    react(act(alice, message), "👍")
    with pytest.raises(Refused, match="changed_meanwhile"):
        edit_message(act(bob, message), "third", base=message.changed_seq)


def test_a_message_that_was_hidden_and_brought_back_says_what_it_said(lobby, alice, bob):
    message = say(lobby, bob, "first")
    hide_message(alice, message)
    restore_message(alice, refreshed(message))
    edit_message(act(bob, message), "second", base=message.changed_seq)
    assert refreshed(message).body == "second"


def test_a_repeated_edit_is_acknowledged_whatever_came_after_it(lobby, bob):
    message = say(lobby, bob, "first")
    edit = act(bob, message)
    stored = edit_message(edit, "second", base=message.changed_seq)
    edit_message(act(bob, message), "third", base=stored.seq)
    again = edit_message(edit, "second", base=message.changed_seq)
    assert (again.seq, again.duplicate) == (stored.seq, True)
    assert refreshed(message).body == "third"


def test_whoever_wants_the_text_that_is_there_has_it(lobby, bob):
    message = say(lobby, bob, "first")
    edit_message(act(bob, message), "second")
    assert edit_message(act(bob, message), "second", base=message.changed_seq).duplicate


def test_an_edit_made_from_what_a_restored_database_never_had_is_refused(lobby, bob):
    message = say(lobby, bob, "first")
    with pytest.raises(Refused, match="changed_meanwhile"):
        edit_message(act(bob, message), "second", base=message.changed_seq + 5)


def test_an_edit_without_a_base_goes_over_whatever_is_there(lobby, bob):
    message = say(lobby, bob, "first")
    edit_message(act(bob, message), "second")
    edit_message(act(bob, message), "third")
    assert refreshed(message).body == "third"
