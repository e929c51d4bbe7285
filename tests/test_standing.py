"""What somebody may read of a room, and what a page of it costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.access import visibility
from chat.actions.messages.edits import edit_message
from chat.actions.messages.reactions import react
from chat.actions.rooms.direct import open_direct
from chat.actions.rooms.memberships import add_people, join_room
from chat.actions.rooms.rooms import create_room, make_private, make_public
from chat.log import journal
from chat.models import Room
from chat.models.messages.message import SAID
from tests.acting import act, say

pytestmark = pytest.mark.django_db


def texts(user, room) -> list[str]:
    """What the person sees that somebody wrote."""
    floor = visibility.entrance(user, room).floor
    found = journal.page(room.pk, floor=floor).messages
    return [message.body for message in found if message.kind in SAID]


@pytest.fixture
def garden(alice):
    """A private room whose newcomers see nothing of the time before."""
    garden = create_room(
        alice, "Garden", kind=Room.Kind.PRIVATE, history=Room.History.SINCE_JOINING
    )
    say(garden, alice, "before")
    return garden


def test_a_newcomer_sees_nothing_of_the_time_before(garden, alice, bob):
    add_people(alice, garden, [bob])
    say(garden, alice, "after")
    assert texts(bob, garden) == ["after"]
    assert texts(alice, garden) == ["before", "after"]


def test_a_newcomer_sees_everything_where_the_room_says_so(alice, bob):
    shed = create_room(alice, "Shed", kind=Room.Kind.PRIVATE)
    say(shed, alice, "before")
    add_people(alice, shed, [bob])
    assert texts(bob, shed) == ["before"]


def test_an_outsider_has_no_way_into_a_private_room(garden, charlie):
    assert visibility.entrances(charlie, [garden.pk]) == {}
    assert texts(charlie, garden) == []


def test_making_a_room_public_publishes_nothing_that_was_said_in_private(garden, alice, charlie):
    make_public(alice, garden)
    say(garden, alice, "in public")
    garden.refresh_from_db()
    assert texts(charlie, garden) == ["in public"]
    join_room(charlie, garden)
    assert texts(charlie, garden) == ["in public"]
    assert texts(alice, garden) == ["before", "in public"]


def test_readers_are_told_from_outsiders_at_once(lobby, alice, bob, charlie):
    make_private(alice, lobby)
    assert set(visibility.readers(lobby.pk, [alice.pk, bob.pk, charlie.pk])) == {alice.pk, bob.pk}


def test_a_page_around_a_place_has_both_sides(lobby, alice):
    for number in range(10):
        say(lobby, alice, str(number))
    page = journal.page(lobby.pk, around=6, limit=4)
    assert [message.seq for message in page.messages] == [4, 5, 6, 7]
    assert (page.older, page.newer) == (True, True)


def queries(call) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        call()
    return len(captured)


def fill(room, person, times: int) -> None:
    """Say things that need all that a page can need."""
    for number in range(times):
        original = say(room, person, f"{number} @{person.username}")
        say(room, person, "yes", reply_to=original)
        react(act(person, original), "👍")
        edit_message(act(person, original), f"{number}!")


def test_a_page_costs_the_same_however_much_is_on_it(lobby, alice, bob):
    fill(lobby, alice, 2)
    few = queries(lambda: journal.page(lobby.pk).facts())
    fill(lobby, alice, 10)
    assert queries(lambda: journal.page(lobby.pk).facts()) == few <= 7


def test_a_message_that_never_changed_costs_one_query(lobby, alice):
    before = journal.heads([lobby.pk])[lobby.pk]
    say(lobby, alice)
    assert queries(lambda: journal.since(lobby.pk, before, before + 1, 10)) == 1


def test_the_list_of_rooms_costs_the_same_however_many_there_are(alice, bob, charlie):
    open_direct(alice, [bob])
    few = queries(lambda: [room.facts_for_member() for room in visibility.joined_rooms(alice)])
    open_direct(alice, [charlie])
    open_direct(alice, [bob, charlie])
    create_room(alice, "Shed")
    many = queries(lambda: [room.facts_for_member() for room in visibility.joined_rooms(alice)])
    assert many == few <= 4
