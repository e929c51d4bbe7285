"""What an open page asks for: members and pins."""

from uuid import uuid4

import pytest
from django.urls import reverse

from chat.actions.messages.acting import Act
from chat.actions.messages.pins import pin
from chat.actions.messages.posting import Send, post_message
from chat.actions.rooms.direct import open_direct
from chat.actions.rooms.memberships import add_people, join_people, set_role
from chat.actions.rooms.rooms import create_room
from chat.models import Room, User


def people_of(room: Room) -> str:
    return reverse("room_people", args=[room.slug])


def pins_of(room: Room) -> str:
    return reverse("room_pins", args=[room.slug])


def names(answer) -> list[str]:
    return [person["username"] for person in answer.json()["people"]]


def pinned(room: Room, person: User, body: str) -> None:
    stored = post_message(Send(room.pk, person.pk, uuid4(), body))
    pin(Act(room.pk, person.pk, uuid4(), stored.id))


def test_members_are_told_by_role_and_name(signed_in, alice, bob, charlie, lobby):
    join_people(lobby.pk, [charlie.pk])
    set_role(alice, lobby, charlie, "moderator")
    answer = signed_in(bob).get(people_of(lobby))
    assert names(answer) == ["alice", "charlie", "bob"]
    assert answer.json()["people"][0] == alice.profile() | {"role": "owner"}
    assert answer.json()["total"] == 3


def test_members_are_told_with_the_number_up_to_which_that_is_true(signed_in, bob, charlie, lobby):
    before = signed_in(bob).get(people_of(lobby)).json()
    join_people(lobby.pk, [charlie.pk])
    after = signed_in(bob).get(people_of(lobby)).json()
    assert (before["head"] + 1, before["total"] + 1) == (after["head"], after["total"])


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("遥", ["haruka"]),
        ("@har", ["haruka"]),
        ("BO", ["bob"]),
        ("a", ["alice", "haruka"]),
        ("x", []),
    ],
)
def test_words_find_members_those_first_who_begin_so(signed_in, alice, bob, lobby, words, found):
    join_people(lobby.pk, [User.objects.create(username="haruka", name="遥").pk])
    answer = signed_in(bob).get(people_of(lobby), {"q": words})
    assert names(answer) == found
    assert answer.json()["total"] == 3


@pytest.mark.parametrize(("query", "shown"), [({}, 500), ({"q": "person"}, 20)])
def test_no_answer_is_too_long(signed_in, bob, lobby, query, shown, django_assert_max_num_queries):
    people = User.objects.bulk_create(User(username=f"person{n}") for n in range(600))
    join_people(lobby.pk, [person.pk for person in people])
    browser = signed_in(bob)
    browser.get(people_of(lobby))
    with django_assert_max_num_queries(10):
        answer = browser.get(people_of(lobby), query)
    assert (len(names(answer)), answer.json()["total"]) == (shown, 602)


def test_guests_of_a_public_room_see_who_is_in_it(signed_in, bob, charlie, lobby):
    assert names(signed_in(charlie).get(people_of(lobby))) == ["alice", "bob"]


def test_the_people_of_a_direct_conversation_are_told(signed_in, alice, bob):
    assert names(signed_in(bob).get(people_of(open_direct(alice, [bob])))) == ["alice", "bob"]


def test_pins_are_told_newest_pin_first(signed_in, alice, bob, lobby):
    pinned(lobby, alice, "one")
    pinned(lobby, alice, "two")
    told = signed_in(bob).get(pins_of(lobby)).json()["messages"]
    assert [message["body"] for message in told] == ["two", "one"]
    assert all(message["pinned_at"] for message in told)


def test_a_newcomer_does_not_see_what_was_pinned_before(signed_in, alice, charlie):
    den = create_room(alice, "Den", kind=Room.Kind.PRIVATE, history=Room.History.SINCE_JOINING)
    pinned(den, alice, "before")
    add_people(alice, den, [charlie])
    pinned(den, alice, "after")
    told = signed_in(charlie).get(pins_of(den)).json()["messages"]
    assert [message["body"] for message in told] == ["after"]
