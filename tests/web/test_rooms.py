"""Finding rooms and making them, and where the start leads."""

from uuid import uuid4

import pytest
from django.urls import reverse

from chat.actions.messages.posting import Send, post_message
from chat.actions.rooms.direct import open_direct
from chat.actions.rooms.rooms import archive_room, create_room
from chat.models import Membership, Room

ROOMS = reverse("rooms")
ARCHIVED = reverse("rooms_archived")
NEW = reverse("room_new")


def form(name: str, **fields: str) -> dict[str, str]:
    return {"name": name, "kind": "public", "history": "all"} | fields


def names_on(answer) -> list[str]:
    return [room.name for room in answer.context["page"]]


def test_a_room_with_a_japanese_name_is_made_and_opened(signed_in, alice):
    answer = signed_in(alice).post(NEW, form("  雑談  部屋 ", description="なんでも"))

    room = Room.objects.get()
    assert (room.name, room.slug, room.description) == ("雑談 部屋", "雑談-部屋", "なんでも")
    assert answer.headers["Location"] == reverse("room", args=["雑談-部屋"])
    assert (Membership.objects.get().user, room.kind) == (alice, "public")


def test_a_private_room_is_made_with_its_rule_about_history(signed_in, alice):
    answer = signed_in(alice).post(NEW, form("庭", kind="private", history="since_joining"))
    room = Room.objects.get()
    assert (room.kind, room.history) == ("private", "since_joining")
    assert answer.headers["Location"] == reverse("room", args=[room.slug])


@pytest.mark.parametrize("fields", [{"kind": "direct"}, {"kind": ""}, {"history": "x"}])
def test_there_are_no_other_kinds_of_rooms(signed_in, alice, fields):
    answer = signed_in(alice).post(NEW, form("Room", **fields))
    assert answer.context["form"].errors
    assert not Room.objects.exists()


@pytest.mark.parametrize("name", ["", " ", "\u200b", "nul\0", "x" * 81, "\u3164", "\u0301"])
def test_a_room_needs_a_name_that_can_be_seen(signed_in, alice, name):
    answer = signed_in(alice).post(NEW, form(name))
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not Room.objects.exists()


def test_two_rooms_may_have_one_name(signed_in, alice):
    browser = signed_in(alice)
    browser.post(NEW, form("広場"))
    browser.post(NEW, form("広場"))
    assert set(Room.objects.values_list("slug", flat=True)) == {"広場", "広場-2"}


def test_a_room_called_new_has_an_address_of_its_own(signed_in, alice):
    browser = signed_in(alice)
    answer = browser.post(NEW, form("New"))
    assert browser.get(answer.headers["Location"]).context["room"].name == "New"


def test_nobody_makes_rooms_without_end(signed_in, alice):
    browser = signed_in(alice)
    answers = [browser.post(NEW, form(f"Room {number}")) for number in range(21)]
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


def test_private_rooms_are_listed_for_their_members_and_direct_ones_for_nobody(
    signed_in, alice, bob, charlie
):
    create_room(alice, "Den", kind=Room.Kind.PRIVATE)
    open_direct(alice, [charlie])
    assert names_on(signed_in(alice).get(ROOMS)) == ["Lobby", "Den"]
    assert names_on(signed_in(charlie).get(ROOMS)) == ["Lobby"]
    assert names_on(signed_in(charlie).get(ROOMS, {"q": "Den"})) == []


def test_archived_rooms_are_listed_apart_and_offer_no_joining(signed_in, alice, charlie, lobby):
    archive_room(alice, lobby)
    browser = signed_in(charlie)
    assert names_on(browser.get(ROOMS)) == []
    answer = browser.get(ARCHIVED)
    assert names_on(answer) == ["Lobby"]
    assert reverse("room_join", args=[lobby.slug]) not in answer.content.decode()


def test_the_start_leads_to_the_room_where_something_happened_last(signed_in, alice):
    lively = create_room(alice, "Lively")
    create_room(alice, "Quiet")
    post_message(Send(lively.pk, alice.pk, uuid4(), "Hello"))
    assert signed_in(alice).get("/").headers["Location"] == reverse("room", args=[lively.slug])


def test_the_start_leads_to_no_archived_room(signed_in, alice):
    archived = create_room(alice, "Archived")
    archive_room(alice, archived)
    assert signed_in(alice).get("/").headers["Location"] == ROOMS


def test_the_start_leads_to_a_conversation_before_a_room_where_nothing_was_said(
    signed_in, alice, bob, charlie
):
    talk = open_direct(charlie, [bob])
    assert signed_in(charlie).get("/").headers["Location"] == reverse("room", args=[talk.slug])
    post_message(Send(talk.pk, bob.pk, uuid4(), "Hello"))
    assert signed_in(bob).get("/").headers["Location"] == reverse("room", args=[talk.slug])


def test_the_start_leads_whoever_is_in_no_room_to_the_list(signed_in, charlie, lobby):
    assert signed_in(charlie).get("/").headers["Location"] == ROOMS


def test_the_start_leads_visitors_to_sign_in(client, alice):
    assert client.get("/").headers["Location"] == reverse("account_login")
