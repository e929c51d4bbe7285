"""Whoever repeats what was done is told so, whatever has changed since; and nothing is undone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.actions.messages.edits import delete_message, edit_message
from chat.actions.messages.importing import Outcome, Said, import_lines
from chat.actions.messages.pins import pin, unpin
from chat.actions.messages.posting import Send, post_message, post_messages
from chat.actions.messages.reactions import react, unreact
from chat.actions.moderation.held_messages import post_held, reject_held
from chat.actions.moderation.mutes import mute
from chat.actions.moderation.rulebook import delete_filters, store_filter
from chat.actions.moderation.takedowns import hide_message, purge_message
from chat.actions.refusal import Refused
from chat.actions.rooms.rooms import archive_room, lock_room, slow_room
from chat.log import journal
from chat.models import Deed, Filter, HeldMessage, Membership, Message, Report, Room, User
from chat.models.messages.message import Kind
from tests.acting import act, say

pytestmark = pytest.mark.django_db


def now(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def test_a_late_copy_of_an_edit_does_not_bring_the_older_text_back(lobby, bob):
    message = say(lobby, bob, "draft")
    first = act(bob, message)
    told = edit_message(first, "first")
    edit_message(act(bob, message), "second")
    late = edit_message(first, "first")
    assert (late.duplicate, late.seq) == (True, told.seq)
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


# --- Whatever has changed since ---------------------------------------------------------------


@pytest.fixture
def root(db) -> User:
    return User.objects.create_superuser(username="root", password="x")


def removed(lobby: Room, alice: User, bob: User, root: User) -> None:
    Membership.objects.filter(room=lobby, user=bob).delete()


def made_private(lobby: Room, alice: User, bob: User, root: User) -> None:
    removed(lobby, alice, bob, root)
    Room.objects.filter(pk=lobby.pk).update(kind=Room.Kind.PRIVATE)


def closed(lobby: Room, alice: User, bob: User, root: User) -> None:
    User.objects.filter(pk=bob.pk).update(is_active=False)


def filtered(lobby: Room, alice: User, bob: User, root: User) -> None:
    store_filter(root, Filter(kind="word", pattern="tea", action="block", is_on=True))


CHANGES: dict[str, Callable[[Room, User, User, User], object]] = {
    "the room was archived": lambda lobby, alice, bob, root: archive_room(alice, lobby),
    "the room was locked": lambda lobby, alice, bob, root: lock_room(alice, lobby),
    "the room was slowed": lambda lobby, alice, bob, root: slow_room(alice, lobby, 600),
    "they were muted": lambda lobby, alice, bob, root: mute(root, bob, timedelta(hours=1)),
    "they were removed": removed,
    "the room is private now, and not theirs": made_private,
    "their account was closed": closed,
    "a filter stands against it": filtered,
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_message_that_is_sent_again_is_acknowledged_whatever_has_changed(
    change, lobby, alice, bob, root
):
    sent = Send(lobby.pk, bob.pk, uuid4(), "tea at four", say(lobby, alice, "when?").pk)
    first = post_message(sent)
    CHANGES[change](lobby, alice, bob, root)
    again = post_message(sent)
    assert (again.id, again.seq, again.duplicate) == (first.id, first.seq, True)
    assert Message.objects.filter(nonce=sent.nonce).count() == 1


@pytest.mark.parametrize("change", CHANGES)
def test_an_act_that_is_repeated_is_acknowledged_whatever_has_changed(
    change, lobby, alice, bob, root
):
    message = say(lobby, bob, "coffee")
    edit, reaction = act(bob, message), act(bob, message)
    first = edit_message(edit, "tea"), react(reaction, "👍")
    CHANGES[change](lobby, alice, bob, root)
    again = edit_message(edit, "tea"), react(reaction, "👍")
    assert [one.seq for one in again] == [one.seq for one in first]
    assert all(one.duplicate for one in again)


def test_a_reply_that_is_sent_again_is_acknowledged_though_its_original_is_gone(lobby, alice, bob):
    original = say(lobby, alice, "when?")
    sent = Send(lobby.pk, bob.pk, uuid4(), "at four", original.pk)
    first = post_message(sent)
    delete_message(act(alice, original))
    assert post_message(sent).id == first.id


@pytest.mark.parametrize("take_down", [hide_message, purge_message])
def test_what_was_taken_down_is_acknowledged_when_it_comes_again(root, lobby, bob, take_down):
    message = say(lobby, bob, "rude")
    edit = act(bob, message)
    edit_message(edit, "ruder")
    take_down(root, message)
    assert edit_message(edit, "ruder").duplicate
    assert post_message(Send(lobby.pk, bob.pk, message.nonce, "rude")).duplicate
    assert now(message).body == ""


def test_a_shorter_limit_holds_for_new_messages_only(lobby, bob, settings):
    sent = Send(lobby.pk, bob.pk, uuid4(), "a long story")
    edit = act(bob, say(lobby, bob))
    first, told = post_message(sent), edit_message(edit, "a long story")
    settings.BODY_MAX_CHARS = 3
    assert post_message(sent).id == first.id
    assert edit_message(edit, "a long story").seq == told.seq


def test_another_text_under_a_known_nonce_is_refused(lobby, bob):
    message = say(lobby, bob, "one")
    edit = act(bob, message)
    with pytest.raises(Refused, match="nonce_reused"):
        post_message(Send(lobby.pk, bob.pk, message.nonce, "two"))
    edit_message(edit, "three")
    with pytest.raises(Refused, match="nonce_reused"):
        edit_message(edit, "four")


def test_another_act_under_a_known_nonce_is_refused(lobby, bob):
    message, other = say(lobby, bob, "one"), say(lobby, bob, "two")
    edit = act(bob, message)
    edit_message(edit, "three")
    with pytest.raises(Refused, match="nonce_reused"):
        delete_message(edit)
    with pytest.raises(Refused, match="nonce_reused"):
        edit_message(type(edit)(lobby.pk, bob.pk, edit.nonce, other.pk), "three")
    assert (now(message).body, now(other).body) == ("three", "two")


def test_the_nonce_of_a_line_of_the_rooms_own_is_nobodys_message(lobby, alice):
    joining = Message.objects.get(room=lobby, author=alice)
    with pytest.raises(Refused, match="nonce_reused"):
        post_message(Send(lobby.pk, alice.pk, joining.nonce, ""))


def test_an_act_of_before_acts_were_kept_whole_is_still_known(lobby, bob):
    message = say(lobby, bob, "one")
    edit = act(bob, message)
    Deed.objects.create(room=lobby, author=bob, nonce=edit.nonce)
    assert edit_message(edit, "two").duplicate
    assert now(message).body == "one"


def test_a_stranger_learns_nothing_by_anothers_nonce(lobby, bob, charlie, make_room, alice):
    den = make_room(alice, "Den", kind="private")
    message = say(den, alice, "hers")
    edit = act(alice, message)
    edit_message(edit, "hers still")
    with pytest.raises(Refused, match="not_found"):
        post_message(Send(den.pk, charlie.pk, message.nonce, "hers"))
    with pytest.raises(Refused, match="not_found"):
        edit_message(type(edit)(den.pk, charlie.pk, edit.nonce, message.pk), "hers still")


def test_who_is_no_member_any_more_does_not_hold_up_the_room_by_asking_again(lobby, alice, bob):
    sent = Send(lobby.pk, bob.pk, uuid4(), "hello")
    post_message(sent)
    removed(lobby, alice, bob, bob)
    with CaptureQueriesContext(connection) as queries:
        assert post_message(sent).duplicate
    assert not any(one["sql"].startswith(("UPDATE", "INSERT")) for one in queries)


# --- What waits for a moderator ---------------------------------------------------------------


@pytest.fixture
def held(root, lobby, bob) -> Send:
    """What bob said, and a filter holds."""
    store_filter(root, Filter(kind="word", pattern="casino", action="hold", is_on=True))
    sent = Send(lobby.pk, bob.pk, uuid4(), "the casino")
    with pytest.raises(Refused, match="held"):
        post_message(sent)
    return sent


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_held_is_held_however_often_it_is_sent(change, held, lobby, alice, bob, root):
    CHANGES[change](lobby, alice, bob, root)
    with pytest.raises(Refused, match="held"):
        post_message(held)
    assert HeldMessage.objects.count() == 1


def test_what_is_held_is_not_posted_a_second_way_when_the_filter_has_gone(held, root, lobby):
    Filter.objects.update(is_on=False)
    store_filter(root, Filter.objects.get())
    with pytest.raises(Refused, match="held"):
        post_message(held)
    posted = post_held(root, HeldMessage.objects.get())
    assert (post_message(held).id, post_message(held).duplicate) == (posted.pk, True)


def test_what_was_rejected_is_blocked_when_it_is_sent_again(held, root):
    reject_held(root, HeldMessage.objects.get())
    with pytest.raises(Refused, match="blocked"):
        post_message(held)


def test_another_text_under_the_nonce_of_a_held_one_is_refused(held, lobby, bob):
    with pytest.raises(Refused, match="nonce_reused"):
        post_message(Send(lobby.pk, bob.pk, held.nonce, "something else"))
    assert HeldMessage.objects.get().body == "the casino"


# --- What comes under one nonce in two ways ---------------------------------------------------


def line_of(person: User, nonce: UUID, body: str, kind: Kind = Kind.TEXT) -> Said:
    """A line of a log in which somebody is called as this person is here."""
    return Said(person.username, nonce, kind, body, None)


@pytest.fixture
def zoe(lobby) -> User:
    """Somebody whom a log has brought, and who may sign in by now."""
    import_lines(lobby.pk, [Said("zoe", uuid4(), Kind.TEXT, "hello", None)])
    return User.objects.get(username="zoe")


@pytest.fixture
def held_of_zoe(root, lobby, zoe) -> Send:
    """What zoe said, and a filter holds that is gone by now."""
    store_filter(root, Filter(kind="word", pattern="casino", action="hold", is_on=True))
    sent = Send(lobby.pk, zoe.pk, uuid4(), "the casino")
    with pytest.raises(Refused, match="held"):
        post_message(sent)
    delete_filters(root, Filter.objects.all())
    return sent


@pytest.mark.parametrize(
    ("body", "outcome"), [("the casino", Outcome.FILTERED), ("tea", Outcome.OTHER_TEXT)]
)
def test_a_line_that_waits_for_a_moderator_is_not_imported_beside_that(
    held_of_zoe, root, lobby, zoe, body, outcome
):
    assert import_lines(lobby.pk, [line_of(zoe, held_of_zoe.nonce, body)]) == [outcome]
    assert not Message.objects.filter(nonce=held_of_zoe.nonce).exists()
    assert post_held(root, HeldMessage.objects.get()).body == "the casino"


def in_the_log(send: Send, body: str) -> Message:
    """Something that stands under the nonce of what is held, as no way in leaves it."""
    message = Message(room_id=send.room_id, author_id=send.user_id, nonce=send.nonce, body=body)
    with journal.locked([send.room_id]) as heads:
        journal.append(heads, [message])
    return message


def test_what_is_held_and_stands_in_the_log_is_not_posted_twice(held, root):
    standing = in_the_log(held, "the casino")
    assert post_held(root, HeldMessage.objects.get()) == standing
    assert not HeldMessage.objects.exists()
    assert Message.objects.filter(nonce=held.nonce).count() == 1


def test_what_is_held_is_not_posted_over_something_else_in_the_log(held, root):
    in_the_log(held, "something else")
    with pytest.raises(Refused, match="nonce_reused"):
        post_held(root, HeldMessage.objects.get())
    assert HeldMessage.objects.exists()


@pytest.mark.parametrize("change", ["edit", "delete", "hide"])
def test_an_imported_line_that_was_changed_since_is_no_other_text(change, root, lobby, zoe):
    message = Message.objects.get(room=lobby, author=zoe)
    {
        "edit": lambda: edit_message(act(zoe, message), "other"),
        "delete": lambda: delete_message(act(zoe, message)),
        "hide": lambda: hide_message(root, message),
    }[change]()
    line = line_of(zoe, message.nonce, "hello")
    assert import_lines(lobby.pk, [line]) == [Outcome.DUPLICATE]


@pytest.mark.parametrize("kind", [Kind.ACTION, Kind.JOINED])
def test_a_line_that_tells_something_else_in_the_same_words_is_another_text(kind, lobby, zoe):
    message = Message.objects.get(room=lobby, author=zoe)
    line = line_of(zoe, message.nonce, "hello", kind)
    assert import_lines(lobby.pk, [line]) == [Outcome.OTHER_TEXT]


def test_a_nonce_that_comes_twice_at_once_is_held_once(root, lobby, bob):
    store_filter(root, Filter(kind="word", pattern="casino", action="hold", is_on=True))
    sent = Send(lobby.pk, bob.pk, uuid4(), "the casino")
    outcomes = post_messages([sent, sent, replace(sent, body="another casino")])
    assert [getattr(outcome, "code", "") for outcome in outcomes] == [
        "held",
        "held",
        "nonce_reused",
    ]
    assert HeldMessage.objects.get().body == "the casino"


def test_a_nonce_that_comes_twice_at_once_is_flagged_once(root, lobby, bob):
    store_filter(root, Filter(kind="word", pattern="casino", action="flag", is_on=True))
    sent = Send(lobby.pk, bob.pk, uuid4(), "the casino")
    first, again = post_messages([sent, sent])
    assert (first.id, again.duplicate) == (again.id, True)
    assert Report.objects.count() == 1
