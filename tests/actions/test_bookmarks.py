"""Bookmarks: one's own, whatever becomes of the message, and nobody else's."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from chat.access import visibility
from chat.actions.messages import bookmarks
from chat.actions.messages.acting import Act
from chat.actions.messages.bookmarks import bookmark, change_bookmark, remove_bookmark, unbookmark
from chat.actions.messages.edits import delete_message
from chat.actions.moderation.takedowns import hide_message, purge_message
from chat.actions.people.accounts import delete_account
from chat.actions.refusal import Refused
from chat.actions.rooms.memberships import add_people, leave_room
from chat.actions.rooms.rooms import archive_room, create_room
from chat.log import journal
from chat.models import Bookmark, Message, Room, User
from chat.models.messages.bookmark import NOTE_MAX_CHARS
from tests.acting import act, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def tea(lobby, bob) -> Message:
    return say(lobby, bob, "tea?")


@pytest.fixture
def den(alice, bob) -> Room:
    """A private room, where newcomers see nothing of the time before."""
    den = create_room(alice, "Den", "", Room.Kind.PRIVATE, Room.History.SINCE_JOINING)
    say(den, alice, "before bob")
    add_people(alice, den, [bob])
    return den


def kept(person: User) -> list[tuple[str, datetime | None]]:
    return [(one.note, one.remind_at) for one in Bookmark.objects.of(person)]


def test_a_message_is_kept_and_the_log_of_its_room_does_not_move(alice, lobby, tea):
    before = journal.heads([lobby.pk])
    stored = bookmark(act(alice, tea), "buy some")
    assert (stored.id, stored.seq, stored.duplicate) == (tea.pk, 0, False)
    assert kept(alice) == [("buy some", None)]
    assert journal.heads([lobby.pk]) == before
    tea.refresh_from_db()
    assert tea.changed_seq == tea.seq


def test_a_guest_of_a_public_room_keeps_what_they_read_also_in_an_archived_one(
    charlie, alice, lobby, tea
):
    archive_room(alice, lobby)
    bookmark(act(charlie, tea))
    assert len(kept(charlie)) == 1


def test_once_more_keeps_note_and_reminder_unless_others_are_given(alice, tea):
    soon = timezone.now() + timedelta(hours=1)
    bookmark(act(alice, tea), "buy some", soon)
    assert bookmark(act(alice, tea)).duplicate
    assert kept(alice) == [("buy some", soon)]
    bookmark(act(alice, tea), remind_at=None)
    assert kept(alice) == [("buy some", None)]
    bookmark(act(alice, tea), "")
    assert kept(alice) == [("", None)]


def test_a_late_copy_undoes_nothing_that_came_after_it(alice, tea):
    first = act(alice, tea)
    bookmark(first, "buy some")
    unbookmark(act(alice, tea))
    assert bookmark(first, "buy some").duplicate
    assert kept(alice) == []
    with pytest.raises(Refused, match="nonce_reused"):
        bookmark(first, "another note")


def test_what_is_not_kept_is_let_go_of_all_the_same(alice, tea):
    assert unbookmark(act(alice, tea)).duplicate


def test_an_outsider_of_a_private_room_can_not_tell_that_there_is_something(charlie, alice, den):
    secret = say(den, alice, "secret")
    nothing = Act(den.pk, charlie.pk, uuid4(), 999_999)
    for verb in (bookmark, unbookmark):
        for wanted in (act(charlie, secret), nothing):
            with pytest.raises(Refused, match="not_found"):
                verb(wanted)


def test_what_was_said_before_ones_time_is_not_found(bob, den):
    with pytest.raises(Refused, match="not_found"):
        bookmark(act(bob, Message.objects.get(body="before bob")))


def test_a_message_of_another_room_is_not_found(bob, den, tea):
    with pytest.raises(Refused, match="not_found"):
        bookmark(Act(den.pk, bob.pk, uuid4(), tea.pk))


def test_whoever_has_left_keeps_nothing_new_and_lets_go_of_what_they_kept(bob, alice, den):
    old, new = say(den, alice, "old"), say(den, alice, "new")
    bookmark(act(bob, old))
    leave_room(bob, den)
    with pytest.raises(Refused, match="not_found"):
        bookmark(act(bob, new))
    unbookmark(act(bob, old))
    assert kept(bob) == []


def test_what_is_deleted_and_what_nobody_said_is_not_kept(alice, bob, lobby, tea):
    delete_message(act(bob, tea))
    joined = Message.objects.filter(room=lobby, kind="joined")[:1].get()
    for message in (tea, joined):
        with pytest.raises(Refused, match="not_editable"):
            bookmark(act(alice, message))


@pytest.mark.parametrize(
    ("note", "code"), [("x" * (NOTE_MAX_CHARS + 1), "too_long"), ("\0", "bad_text")]
)
def test_a_note_has_its_bounds(alice, tea, note, code):
    with pytest.raises(Refused, match=code):
        bookmark(act(alice, tea), note)
    bookmark(act(alice, tea), "字" * NOTE_MAX_CHARS)


@pytest.mark.parametrize("moment", [datetime.min, datetime.max, datetime(1999, 1, 1)])
def test_a_reminder_is_for_some_time_in_ones_life(alice, tea, moment):
    with pytest.raises(Refused, match="bad_time"):
        bookmark(act(alice, tea), remind_at=moment.replace(tzinfo=UTC))


def test_there_are_so_many_and_no_more(alice, bob, lobby, monkeypatch):
    monkeypatch.setattr(bookmarks, "BOOKMARKS_MAX", 2)
    one, two, three = [say(lobby, bob, str(number)) for number in range(3)]
    for message in (one, two):
        bookmark(act(alice, message))
    with pytest.raises(Refused, match="too_many_bookmarks"):
        bookmark(act(alice, three))
    bookmark(act(alice, one), "a note is no more of them")
    unbookmark(act(alice, two))
    bookmark(act(alice, three))


def test_a_closed_account_keeps_nothing(alice, bob, tea):
    User.objects.filter(pk=alice.pk).update(is_active=False)
    with pytest.raises(Refused, match="not_found"):
        bookmark(act(alice, tea))


def test_nobody_changes_or_removes_what_is_somebody_elses(alice, bob, tea):
    bookmark(act(alice, tea), "hers")
    number = Bookmark.objects.get().pk
    with pytest.raises(Refused, match="not_found"):
        change_bookmark(bob, number, "his", None)
    with pytest.raises(Refused, match="not_found"):
        remove_bookmark(bob, number)
    change_bookmark(alice, number, "still hers", None)
    assert kept(alice) == [("still hers", None)]
    remove_bookmark(alice, number)
    assert kept(alice) == []


def test_hiding_leaves_the_note_and_purging_takes_it(alice, bob, tea):
    bookmark(act(bob, tea), "tea, he said")
    hide_message(alice, tea)
    assert kept(bob) == [("tea, he said", None)]
    purge_message(alice, tea)
    assert kept(bob) == [("", None)]


def test_a_deleted_account_leaves_none(alice, bob, tea):
    bookmark(act(bob, tea))
    bookmark(act(alice, tea))
    delete_account(bob)
    assert [one.user for one in Bookmark.objects.all()] == [alice]


def test_they_are_told_by_room(alice, bob, lobby, den, tea):
    bookmark(act(alice, tea))
    assert visibility.bookmarked(alice, [lobby.pk, den.pk]) == {lobby.pk: [tea.pk]}
    assert visibility.bookmarked(bob, [lobby.pk]) == {}
    assert visibility.bookmarked(alice, []) == {}
