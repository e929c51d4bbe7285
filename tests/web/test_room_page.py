"""The page of a room, and its history both ways."""

import json
from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse

from chat import journal
from chat.actions.messages import Send, post_messages
from chat.models import Room, User

UNUSABLE = ["-1", "x", "", "1.5", "\0", "9" * 30, "9" * 5000, "１２３x", "NaN"]


def page_of(room: Room) -> str:
    return reverse("room", args=[room.slug])


def history_of(room: Room) -> str:
    return reverse("room_history", args=[room.slug])


def say(room: Room, person: User, count: int) -> None:
    post_messages([Send(room.pk, person.pk, uuid4(), f"Line {n}") for n in range(count)])


def test_a_member_sees_the_newest_page_and_the_facts_to_start_from(signed_in, bob, lobby):
    say(lobby, bob, 60)
    answer = signed_in(bob).get(page_of(lobby))

    shown = answer.context
    assert [message.seq for message in shown["history"]] == list(range(13, 63))
    assert (shown["older"], shown["newer"], shown["head"]) == (True, False, 62)
    assert shown["is_member"]
    assert shown["member_count"] == 2
    facts = shown["facts"]
    assert facts["user"] == {"id": bob.pk, "username": "bob", "name": "Bob"}
    assert facts["room"] == {"id": lobby.pk, "slug": "lobby", "name": "Lobby"}
    assert facts["epoch"] == journal.epoch()
    assert facts["history_url"] == history_of(lobby)
    assert facts["limits"] == {"body_chars": settings.BODY_MAX_CHARS, "history_page": 100}
    assert json.dumps(facts)


def test_an_outsider_reads_a_public_room_and_is_offered_to_join(signed_in, charlie, lobby):
    answer = signed_in(charlie).get(page_of(lobby))
    assert not answer.context["is_member"]
    assert reverse("room_join", args=[lobby.slug]) in answer.content.decode()


def test_the_page_goes_to_older_and_newer_places(signed_in, bob, lobby):
    say(lobby, bob, 200)
    browser = signed_in(bob)

    older = browser.get(page_of(lobby), {"before": "101"}).context
    assert [message.seq for message in older["history"]] == list(range(51, 101))
    assert (older["older"], older["newer"]) == (True, True)
    newer = browser.get(page_of(lobby), {"after": "100"}).context
    assert [message.seq for message in newer["history"]] == list(range(101, 151))


@pytest.mark.parametrize("place", [text for text in UNUSABLE if text])
@pytest.mark.parametrize("side", ["before", "after"])
def test_a_place_that_cannot_be_shows_the_newest_page(signed_in, bob, lobby, side, place):
    answer = signed_in(bob).get(page_of(lobby), {side: place})
    assert answer.status_code == 200
    assert answer.context["history"][-1].seq == answer.context["head"]


@pytest.mark.parametrize("count", [20, 200])
@pytest.mark.parametrize("query", [{}, {"before": "15"}, {"after": "1"}])
def test_a_room_costs_at_most_nine_queries_however_much_was_said(
    signed_in, bob, lobby, django_assert_max_num_queries, count, query
):
    say(lobby, bob, count)
    browser = signed_in(bob)
    with django_assert_max_num_queries(9) as queries:
        browser.get(page_of(lobby), query)
    assert len(queries) == (9 if "before" in query else 8)


def test_history_is_served_as_json_both_ways(signed_in, bob, lobby):
    say(lobby, bob, 10)
    browser = signed_in(bob)

    before = browser.get(history_of(lobby), {"before": "5", "limit": "2"}).json()
    assert [message["seq"] for message in before["messages"]] == [3, 4]
    assert (before["older"], before["newer"], before["head"]) == (True, True, 12)
    after = browser.get(history_of(lobby), {"after": "10", "limit": "100"}).json()
    assert [message["seq"] for message in after["messages"]] == [11, 12]
    assert (after["older"], after["newer"]) == (True, False)
    newest = browser.get(history_of(lobby)).json()
    assert newest == journal.page(lobby.pk).facts()


@pytest.mark.parametrize("value", [text for text in UNUSABLE if text])
@pytest.mark.parametrize("field", ["before", "after", "limit"])
def test_history_refuses_places_that_cannot_be(signed_in, bob, lobby, field, value):
    answer = signed_in(bob).get(history_of(lobby), {field: value})
    assert answer.status_code == 400
    assert answer.json() == {"code": "bad_field"}


@pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "101"}, {"before": 1, "after": 1}])
def test_history_refuses_pages_that_cannot_be(signed_in, bob, lobby, query):
    assert signed_in(bob).get(history_of(lobby), query).status_code == 400


@pytest.mark.parametrize("slug", ["nowhere", "%00", "%ED%A0%80", "x" * 200, "a%20b", "..", "%2F"])
def test_a_room_that_is_not_there_is_not_found(signed_in, bob, lobby, slug):
    browser = signed_in(bob)
    for page in ("", "history/", "members/", "invitations/"):
        assert browser.get(f"/rooms/{slug}/{page}").status_code in (404, 301)
