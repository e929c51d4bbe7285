"""The page of a room, and its history both ways."""

import json
from datetime import datetime
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chat.actions.messages.posting import Send, post_message, post_messages
from chat.actions.messages.preparing import prepare
from chat.actions.messages.reading import mark_read
from chat.actions.rooms.direct import open_direct
from chat.actions.rooms.memberships import add_people
from chat.actions.rooms.rooms import archive_room, create_room
from chat.log import journal
from chat.models import Message, Room, User

UNUSABLE = ["-1", "x", "", "1.5", "\0", "9" * 30, "9" * 5000, "１２３x", "NaN"]


def page_of(room: Room) -> str:
    return reverse("room", args=[room.slug])


def history_of(room: Room) -> str:
    return reverse("room_history", args=[room.slug])


def say(room: Room, person: User, count: int) -> None:
    sends = [Send(room.pk, person.pk, uuid4(), f"Line {n}") for n in range(count)]
    post_messages([prepare(one) for one in sends])


def test_a_member_sees_the_newest_page_and_the_facts_to_start_from(signed_in, bob, lobby):
    say(lobby, bob, 60)
    answer = signed_in(bob).get(page_of(lobby))

    shown, history = answer.context, journal.page(lobby.pk).facts()
    assert [message.seq for message in shown["history"]] == list(range(13, 63))
    assert (shown["older"], shown["newer"], shown["head"]) == (True, False, 62)
    assert shown["is_member"]
    assert shown["member_count"] == 2
    facts = shown["facts"]
    assert facts["user"] == bob.facts()
    assert facts["room"] == lobby.facts()
    assert facts["messages"] == history["messages"]
    assert facts["epoch"] == journal.epoch()
    assert facts["history_url"] == history_of(lobby)
    assert facts["message_url"] == "/rooms/lobby/0/"
    assert (facts["role"], facts["is_member"], facts["around"]) == ("member", True, None)
    assert facts["limits"] == {"body_chars": settings.BODY_MAX_CHARS, "history_page": 100}
    assert json.dumps(facts)


def test_an_outsider_reads_a_public_room_and_is_offered_to_join(signed_in, charlie, lobby):
    answer = signed_in(charlie).get(page_of(lobby))
    assert not answer.context["is_member"]
    assert reverse("room_join", args=[lobby.slug]) in answer.content.decode()


def test_the_page_says_what_the_person_may_do(signed_in, alice, bob, charlie, lobby):
    def may(person) -> set[str]:
        return set(signed_in(person).get(page_of(lobby)).context["facts"]["may"])

    of_members = {"read", "mark", "withdraw", "write", "invite"}
    assert may(alice) == of_members | {"manage", "moderate", "pin"}
    assert may(bob) == of_members
    assert may(charlie) == {"read", "join"}
    archive_room(alice, lobby)
    assert may(alice) == {"read", "mark", "manage", "moderate"}
    assert may(bob) == {"read", "mark"}
    assert may(charlie) == {"read"}


def test_a_permanent_link_opens_the_room_around_the_message(signed_in, bob, lobby):
    say(lobby, bob, 200)
    answer = signed_in(bob).get(reverse("room_message", args=[lobby.slug, 100]))
    places = [message.seq for message in answer.context["history"]]
    assert places[0] < 100 < places[-1]
    assert (answer.context["older"], answer.context["newer"]) == (True, True)
    assert answer.context["facts"]["around"] == 100


@pytest.mark.parametrize("seq", [0, 3, 10**14])
def test_a_permanent_link_to_nothing_opens_the_room(signed_in, bob, lobby, seq):
    answer = signed_in(bob).get(reverse("room_message", args=[lobby.slug, seq]), follow=True)
    assert answer.redirect_chain == [(page_of(lobby), 302)]
    assert "This message cannot be shown" in answer.content.decode()


def test_a_newcomer_sees_nothing_of_the_time_before(signed_in, alice, charlie):
    den = create_room(alice, "Den", kind=Room.Kind.PRIVATE, history=Room.History.SINCE_JOINING)
    say(den, alice, 5)
    add_people(alice, den, [charlie])
    browser = signed_in(charlie)
    for address in (page_of(den), reverse("room_message", args=[den.slug, 7])):
        assert [message.seq for message in browser.get(address).context["history"]] == [7]
    assert [message["seq"] for message in browser.get(history_of(den)).json()["messages"]] == [7]
    assert browser.get(reverse("room_message", args=[den.slug, 3])).status_code == 302


def test_a_quote_of_what_the_reader_may_not_see_tells_nothing(signed_in, alice, charlie):
    den = create_room(alice, "Den", kind=Room.Kind.PRIVATE, history=Room.History.SINCE_JOINING)
    secret = post_message(Send(den.pk, alice.pk, uuid4(), "The secret word"))
    add_people(alice, den, [charlie])
    post_message(Send(den.pk, alice.pk, uuid4(), "An answer", reply_to=secret.id))
    shown = signed_in(charlie).get(page_of(den)).content.decode()
    assert "An answer" in shown
    assert "secret word" not in shown
    assert "secret word" in signed_in(alice).get(page_of(den)).content.decode()


def test_a_direct_conversation_is_called_after_the_others(signed_in, alice, bob, charlie):
    talk = open_direct(alice, [bob, charlie])
    shown = signed_in(bob).get(page_of(talk))
    assert "<title>Alice, Charlie" in shown.content.decode()
    names = [person["name"] for person in shown.context["facts"]["room"]["people"]]
    assert names == ["Alice", "Bob", "Charlie"]


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


@pytest.mark.parametrize("query", [{}, {"before": "15"}, {"after": "1"}, {"around": "9"}])
def test_a_room_costs_the_same_however_much_was_said(signed_in, bob, lobby, asked_before, query):
    browser = signed_in(bob)
    say(lobby, bob, 20)
    browser.get(page_of(lobby))
    with CaptureQueriesContext(connection) as few:
        browser.get(page_of(lobby), query)
    say(lobby, bob, 200)
    with CaptureQueriesContext(connection) as many:
        browser.get(page_of(lobby), query)
    assert len(many) == len(few) <= 20


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
    around = browser.get(history_of(lobby), {"around": "6", "limit": "3"}).json()
    assert [message["seq"] for message in around["messages"]] == [5, 6, 7]


@pytest.mark.parametrize("value", [text for text in UNUSABLE if text])
@pytest.mark.parametrize("field", ["before", "after", "around", "limit"])
def test_history_refuses_places_that_cannot_be(signed_in, bob, lobby, field, value):
    answer = signed_in(bob).get(history_of(lobby), {field: value})
    assert answer.status_code == 400
    assert answer.json() == {"code": "bad_field"}


@pytest.mark.parametrize(
    "query",
    [{"limit": "0"}, {"limit": "101"}, {"before": 1, "after": 1}, {"around": 1, "after": 1}],
)
def test_history_refuses_pages_that_cannot_be(signed_in, bob, lobby, query):
    assert signed_in(bob).get(history_of(lobby), query).status_code == 400


@pytest.mark.parametrize("slug", ["nowhere", "%00", "%ED%A0%80", "x" * 200, "a%20b", "..", "%2F"])
def test_a_room_that_is_not_there_is_not_found(signed_in, bob, lobby, slug):
    browser = signed_in(bob)
    for page in ("", "1/", "history/", "people/", "pins/", "members/", "settings/"):
        assert browser.get(f"/rooms/{slug}/{page}").status_code in (404, 301)


def reading_of(browser, room: Room, query: str = "") -> dict:
    return browser.get(page_of(room) + query).context["facts"]["reading"]


def test_the_page_says_how_far_its_reader_has_read_and_where_what_is_new_begins(
    signed_in, alice, bob, lobby
):
    say(lobby, alice, 120)
    mark_read(bob.pk, lobby.pk, 12)
    told = reading_of(signed_in(bob), lobby)
    assert (told["read_seq"], told["unread"], told["head"]) == (12, 100, 122)
    first = Message.objects.get(room=lobby, seq=13)
    assert told["first_unread"]["seq"] == 13
    assert datetime.fromisoformat(told["first_unread"]["created_at"]) <= first.created_at


def test_to_a_guest_nothing_is_unread(signed_in, alice, charlie, lobby):
    say(lobby, alice, 3)
    told = reading_of(signed_in(charlie), lobby)
    assert (told["read_seq"], told["unread"], told["first_unread"]) == (4, 0, None)


def test_an_archived_room_is_read_too(signed_in, alice, bob, lobby):
    say(lobby, alice, 3)
    archive_room(alice, lobby)
    assert reading_of(signed_in(bob), lobby)["unread"] == 3


def test_the_page_says_whether_its_address_names_a_place(signed_in, bob, lobby):
    say(lobby, bob, 3)
    browser = signed_in(bob)
    asked = [page_of(lobby) + query for query in ("", "?limit=9", "?before=4", "?after=2")]
    asked.append(reverse("room_message", args=[lobby.slug, 4]))
    told = [browser.get(url).context["facts"]["is_place_asked"] for url in asked]
    assert told == [False, False, True, True, True]


def test_without_scripts_the_page_is_the_newest_whatever_is_unread(signed_in, alice, bob, lobby):
    say(lobby, alice, 120)
    shown = signed_in(bob).get(page_of(lobby)).context["history"]
    assert shown[-1].seq == 122
