"""One integer for each membership: unread, mentions, and the one way back."""

import pytest

from chat.access import visibility
from chat.actions.messages.edits import delete_message
from chat.actions.messages.reading import mark_read, mark_unread
from chat.actions.people.blocks import block, unblock
from chat.actions.rooms.memberships import join_room
from chat.models import Membership, Message, Room, User
from tests.acting import act, say

pytestmark = pytest.mark.django_db


def counts(person: User, room: Room) -> tuple[int, int]:
    found = visibility.joined_room(person, room.pk)
    return found.unread, found.mentions


def first_unread(person: User, room: Room) -> Message | None:
    found = visibility.joined_room(person, room.pk)
    assert found is not None
    return visibility.first_unread(person, found)


def test_reading_lowers_both_counts(lobby, alice, bob):
    say(lobby, alice, "hello")
    called = say(lobby, alice, "hello @bob")
    assert counts(bob, lobby) == (2, 1)
    reading = mark_read(bob.pk, lobby.pk, called.seq)
    assert (reading.unread, reading.mentions) == (0, 0)


def test_reading_never_goes_back(lobby, alice, bob):
    message = say(lobby, alice)
    mark_read(bob.pk, lobby.pk, message.seq)
    assert mark_read(bob.pk, lobby.pk, message.seq - 1) is None
    assert counts(bob, lobby) == (0, 0)


def test_nobody_has_read_what_is_not_there_yet(lobby, alice, bob):
    mark_read(bob.pk, lobby.pk, 1_000)
    say(lobby, alice)
    assert counts(bob, lobby) == (1, 0)


def test_marking_unread_is_the_way_back(lobby, alice, bob):
    first, last = say(lobby, alice, "one"), say(lobby, alice, "two @bob")
    mark_read(bob.pk, lobby.pk, last.seq)
    reading = mark_unread(bob.pk, lobby.pk, first.seq)
    assert (reading.read_seq, reading.unread, reading.mentions) == (first.seq - 1, 2, 1)


def test_what_is_unread_is_not_marked_so_again(lobby, alice, bob):
    message = say(lobby, alice)
    assert mark_unread(bob.pk, lobby.pk, message.seq) is None


def test_nothing_before_ones_time_becomes_unread(lobby, alice, bob):
    Membership.objects.filter(user=bob).update(visible_from=2)
    assert mark_unread(bob.pk, lobby.pk, 2) is None


def test_an_outsider_reads_nothing(lobby, alice, charlie):
    message = say(lobby, alice)
    assert mark_read(charlie.pk, lobby.pk, message.seq) is None
    assert mark_unread(charlie.pk, lobby.pk, message.seq) is None


def test_a_deleted_message_is_no_news(lobby, alice, bob):
    message = say(lobby, alice, "hello @bob")
    delete_message(act(alice, message))
    assert counts(bob, lobby) == (0, 0)


def test_one_is_not_called_by_oneself(lobby, bob):
    say(lobby, bob, "@all and @bob")
    assert counts(bob, lobby) == (0, 0)


def test_all_calls_everybody_else(lobby, alice, bob):
    say(lobby, alice, "tea, @all")
    assert counts(bob, lobby) == (1, 1)


def test_what_somebody_blocked_says_is_no_news(lobby, alice, bob):
    say(lobby, alice, "hello @bob")
    say(lobby, alice, "tea, @all")
    block(bob, alice)
    assert counts(bob, lobby) == (0, 0)
    assert first_unread(bob, lobby) is None
    unblock(bob, alice)
    assert counts(bob, lobby) == (2, 2)


def test_blocking_hides_from_nobody_else(lobby, alice, bob, charlie):
    join_room(charlie, lobby)
    block(charlie, alice)
    say(lobby, alice, "hello @bob")
    assert (counts(bob, lobby), counts(charlie, lobby)) == ((1, 1), (0, 0))


def test_the_first_unread_message_is_the_first_that_counts(lobby, alice, bob, charlie):
    mark_read(bob.pk, lobby.pk, say(lobby, alice).seq)
    join_room(charlie, lobby)
    say(lobby, bob, "my own")
    first = say(lobby, alice, "news")
    say(lobby, alice, "more")
    assert first_unread(bob, lobby) == first
