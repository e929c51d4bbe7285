"""Joining, leaving and reading."""

import pytest

from chat import journal
from chat.actions.memberships import join_people, join_room, leave_room
from chat.actions.reading import mark_read
from chat.models import Membership, Message

pytestmark = pytest.mark.django_db


def kinds(room) -> list[tuple[str, str]]:
    messages = Message.objects.filter(room=room).order_by("seq")
    return [(message.kind, message.author.username) for message in messages]


def test_joining_stands_in_the_history(lobby, alice, charlie):
    join_room(charlie, lobby)
    assert kinds(lobby) == [("joined", "alice"), ("joined", "charlie")]


def test_joining_twice_changes_nothing(lobby, alice, bob):
    join_room(bob, lobby)
    assert kinds(lobby) == [("joined", "alice"), ("joined", "bob")]


def test_leaving_stands_in_the_history(lobby, alice, bob):
    leave_room(bob, lobby)
    assert kinds(lobby)[-1] == ("left", "bob")
    assert not Membership.objects.filter(room=lobby, user=bob).exists()


def test_an_outsider_cannot_leave(lobby, charlie):
    leave_room(charlie, lobby)
    assert ("left", "charlie") not in kinds(lobby)


def test_many_people_join_in_one_go_in_their_order(lobby, alice, bob, charlie):
    assert join_people(lobby.pk, [charlie.pk, bob.pk, charlie.pk]) == 1
    assert kinds(lobby)[2:] == [("joined", "charlie")]


def test_a_newcomer_starts_with_nothing_unread(lobby, charlie):
    join_room(charlie, lobby)
    [room] = journal.joined_rooms(charlie)
    assert room.unread == 0


def read_seq(room, user) -> int:
    return Membership.objects.get(room=room, user=user).read_seq


def test_reading_moves_forward_only(lobby, alice, bob, charlie):
    join_room(charlie, lobby)
    mark_read(alice.pk, lobby.pk, 3)
    mark_read(alice.pk, lobby.pk, 2)
    assert read_seq(lobby, alice) == 3


def test_reading_never_passes_the_head(lobby, alice, bob):
    mark_read(alice.pk, lobby.pk, 1_000)
    assert read_seq(lobby, alice) == 2


def test_an_outsider_reads_without_a_trace(lobby, charlie):
    mark_read(charlie.pk, lobby.pk, 1)
    assert not Membership.objects.filter(user=charlie).exists()
