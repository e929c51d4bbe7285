"""Finding rooms, making them, joining and leaving them."""

from uuid import uuid4

import pytest
from django.urls import reverse

from chat.actions.memberships import join_room
from chat.actions.messages import Send, post_message
from chat.actions.rooms import create_room
from chat.models import Membership, Message, Room, User

ROOMS = reverse("rooms")
NEW = reverse("room_new")


def names_on(answer) -> list[str]:
    return [room.name for room in answer.context["page"]]


def test_a_room_with_a_japanese_name_is_made_and_opened(signed_in, alice):
    answer = signed_in(alice).post(NEW, {"name": "  雑談  部屋 ", "description": "なんでも"})

    room = Room.objects.get()
    assert (room.name, room.slug, room.description) == ("雑談 部屋", "雑談-部屋", "なんでも")
    assert answer.headers["Location"] == reverse("room", args=["雑談-部屋"])
    assert Membership.objects.get().user == alice


@pytest.mark.parametrize("name", ["", " ", "\u200b", "nul\0", "x" * 81, "a\u202eb", "\u3164"])
def test_a_room_needs_a_name_that_can_be_seen(signed_in, alice, name):
    answer = signed_in(alice).post(NEW, {"name": name})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not Room.objects.exists()


def test_two_rooms_may_have_one_name(signed_in, alice):
    browser = signed_in(alice)
    browser.post(NEW, {"name": "広場"})
    browser.post(NEW, {"name": "広場"})
    assert set(Room.objects.values_list("slug", flat=True)) == {"広場", "広場-2"}


def test_a_room_called_new_has_an_address_of_its_own(signed_in, alice):
    browser = signed_in(alice)
    answer = browser.post(NEW, {"name": "New"})
    assert browser.get(answer.headers["Location"]).context["room"].name == "New"


def test_nobody_makes_rooms_without_end(signed_in, alice):
    browser = signed_in(alice)
    answers = [browser.post(NEW, {"name": f"Room {number}"}) for number in range(21)]
    assert answers[-1].status_code == 429


@pytest.mark.parametrize("words", ["談", "雑談", "なんでも", "django"])
def test_words_find_rooms_by_name_and_description(signed_in, alice, words):
    create_room(alice, "雑談", "なんでも")
    create_room(alice, "Django")
    create_room(alice, "庭", "花")
    found = names_on(signed_in(alice).get(ROOMS, {"q": words}))
    assert len(found) == 1


@pytest.mark.parametrize("words", ["nul\0", "x" * 500, "\u202e", "%", "_"])
def test_words_that_find_nothing_are_no_error(signed_in, alice, lobby, words):
    assert signed_in(alice).get(ROOMS, {"q": words}).status_code == 200


@pytest.mark.parametrize("page", ["0", "-1", "9" * 400, "9" * 5000, "x", "\0", ""])
def test_any_page_number_shows_some_page(signed_in, alice, lobby, page):
    assert names_on(signed_in(alice).get(ROOMS, {"page": page})) == ["Lobby"]


def test_the_list_counts_members_and_offers_to_join(signed_in, bob, charlie, lobby):
    [room] = signed_in(charlie).get(ROOMS).context["page"]
    assert (room.member_count, room.is_member) == (2, False)
    [room] = signed_in(bob).get(ROOMS).context["page"]
    assert room.is_member


def test_joining_and_leaving_change_the_membership_and_stand_in_the_history(
    signed_in, charlie, lobby
):
    browser = signed_in(charlie)
    answer = browser.post(reverse("room_join", args=[lobby.slug]))
    assert answer.headers["Location"] == reverse("room", args=[lobby.slug])
    assert Membership.objects.filter(room=lobby, user=charlie).exists()

    answer = browser.post(reverse("room_leave", args=[lobby.slug]))
    assert answer.headers["Location"] == ROOMS
    assert not Membership.objects.filter(room=lobby, user=charlie).exists()
    told = Message.objects.filter(author=charlie).order_by("seq").values_list("kind", flat=True)
    assert list(told) == ["joined", "left"]


def test_the_members_page_lists_and_finds_people(signed_in, bob, lobby):
    join_room(User.objects.create_user(username="haruka", name="遥"), lobby)
    address = reverse("room_members", args=[lobby.slug])
    browser = signed_in(bob)

    assert [p.username for p in browser.get(address).context["page"]] == ["alice", "bob", "haruka"]
    assert [p.name for p in browser.get(address, {"q": "遥"}).context["page"]] == ["遥"]
    assert [p.name for p in browser.get(address, {"q": "HARU"}).context["page"]] == ["遥"]


def test_the_members_page_costs_the_same_for_five_people_and_for_two_hundred(
    signed_in, bob, lobby, django_assert_num_queries
):
    people = User.objects.bulk_create(User(username=f"person{n}") for n in range(200))
    Membership.objects.bulk_create(Membership(room=lobby, user=person) for person in people)
    browser = signed_in(bob)
    with django_assert_num_queries(7):
        answer = browser.get(reverse("room_members", args=[lobby.slug]))
    assert len(answer.context["page"]) == 100


def test_the_start_leads_to_the_room_where_something_happened_last(signed_in, alice):
    lively = create_room(alice, "Lively")
    create_room(alice, "Quiet")
    post_message(Send(lively.pk, alice.pk, uuid4(), "Hello"))
    assert signed_in(alice).get("/").headers["Location"] == reverse("room", args=[lively.slug])


def test_the_start_leads_whoever_is_in_no_room_to_the_list(signed_in, charlie, lobby):
    assert signed_in(charlie).get("/").headers["Location"] == ROOMS


def test_the_start_leads_visitors_to_sign_in(client, alice):
    assert client.get("/").headers["Location"] == reverse("account_login")
