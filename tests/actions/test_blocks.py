"""Whoever was blocked brings the one who did it nowhere."""

import pytest

from chat.actions.people.blocks import block, unblock
from chat.actions.refusal import Refused
from chat.actions.rooms.direct import open_direct
from chat.actions.rooms.memberships import add_people, join_room, remove_member
from chat.models import Room
from tests.acting import say
from tests.actions.cast import seat_of, told_to_look_again

pytestmark = pytest.mark.django_db


def test_somebody_blocked_adds_nobody_who_blocked_them(lobby, bob, charlie, dave):
    block(charlie, bob)
    with pytest.raises(Refused, match="unreachable"):
        add_people(bob, lobby, [dave, charlie])
    assert (seat_of(charlie, lobby), seat_of(dave, lobby)) == (None, None)
    add_people(bob, lobby, [dave])
    unblock(charlie, bob)
    add_people(bob, lobby, [charlie])


def test_not_even_the_owner_of_a_room_does(den, alice, charlie):
    block(charlie, alice)
    with pytest.raises(Refused, match="unreachable"):
        add_people(alice, den, [charlie])


def test_whoever_was_removed_answers_the_same_as_whoever_blocks(lobby, alice, bob, charlie, dave):
    join_room(charlie, lobby)
    remove_member(alice, lobby, charlie)
    block(dave, bob)
    codes = set()
    for person in (charlie, dave):
        with pytest.raises(Refused) as told:
            add_people(bob, lobby, [person])
        codes.add(told.value.code)
    assert codes == {"unreachable"}


def test_somebody_blocked_opens_no_direct_conversation(bob, charlie, dave):
    block(charlie, bob)
    for people in ([charlie], [charlie, dave]):
        with pytest.raises(Refused, match="unreachable"):
            open_direct(bob, people)
    assert not Room.objects.filter(kind=Room.Kind.DIRECT).exists()


def test_a_conversation_that_is_there_is_found_again(bob, charlie):
    pair = open_direct(bob, [charlie])
    block(charlie, bob)
    assert open_direct(bob, [charlie]) == pair


def test_whoever_blocks_may_still_write_and_add(lobby, bob, charlie, dave):
    block(bob, charlie)
    add_people(bob, lobby, [charlie])
    assert say(open_direct(bob, [charlie]), bob).pk


def test_others_bring_both_together(lobby, alice, bob, charlie):
    block(charlie, bob)
    add_people(alice, lobby, [charlie])
    open_direct(alice, [bob, charlie])
    assert seat_of(charlie, lobby)


def test_only_the_pages_of_the_one_who_blocks_look_again(bob, charlie):
    told_to_look_again()
    block(bob, charlie)
    assert told_to_look_again() == {"bob"}
    block(bob, charlie)
    assert told_to_look_again() == set()
    unblock(bob, charlie)
    assert told_to_look_again() == {"bob"}
    unblock(bob, charlie)
    assert told_to_look_again() == set()
