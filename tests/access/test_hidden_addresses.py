"""To outsiders, every address of a hidden room answers as that of a room that does not exist."""

import re
from itertools import product

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chat.actions.rooms.rooms import create_room
from chat.models import Invitation, Room
from tests.access.addresses import addresses
from tests.access.stage import Stage

OUTSIDERS = ("outsider", "former member", "staff", "superuser")
HIDDEN = ("private", "direct")
INSIDE = {name: parts for name, parts in addresses().items() if "slug" in parts}
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


@pytest.fixture
def browser_of(cookies):
    """Return a function that makes the browser of a role."""

    def make(role: str) -> Browser:
        name, _, value = cookies[role].partition("=")
        browser = Browser()
        browser.cookies[name] = value
        return browser

    return make


def _asked(browser: Browser, method: str, name: str, slug: str) -> tuple:
    """Return all that can be told of an answer: status, headers, body, what the database did."""
    parts = {"slug": slug, "seq": 2, "person": 1}
    address = reverse(name, kwargs={part: parts[part] for part in INSIDE[name]})
    cache.clear()  # the limits
    with CaptureQueriesContext(connection) as captured:
        response = getattr(browser, method)(address)
    body = CSRF.sub("", response.content.decode()).replace(slug, "SLUG")
    return response.status_code, _headers(response, slug), body, len(captured)


def _headers(response, slug: str) -> dict[str, str]:
    return {name: value.replace(slug, "SLUG") for name, value in response.headers.items()}


@pytest.mark.usefixtures("asked_before")
@pytest.mark.parametrize("role", OUTSIDERS)
def test_an_address_answers_as_that_of_no_room(stage: Stage, browser_of, role):
    slugs = [stage.rooms[kind].slug for kind in HIDDEN]
    nowhere = "0" * len(slugs[0])
    _asked(browser_of(role), "get", "room", nowhere)  # notes the visit
    for name, method in product(INSIDE, ("get", "post")):
        none = _asked(browser_of(role), method, name, nowhere)
        assert none[0] in (404, 405)
        for slug in slugs:
            assert _asked(browser_of(role), method, name, slug) == none, (method, name)


@pytest.mark.parametrize("role", OUTSIDERS)
def test_an_ended_link_into_a_hidden_room_is_a_link_that_never_was(stage: Stage, browser_of, role):
    link = Invitation.objects.create(
        room=stage.rooms["private"], created_by=stage.people["alice"], uses_max=0
    )
    for name in ("invitation", "invitation_revoke", "invitation_qr_page", "invitation_qr"):
        for method in ("get", "post"):
            told = []
            for token in (link.token, "0" * len(link.token)):
                answer = getattr(browser_of(role), method)(reverse(name, args=[token]))
                body = CSRF.sub("", answer.content.decode()).replace(token, "TOKEN")
                told.append((answer.status_code, body))
            assert told[0] == told[1], (method, name)


def test_a_new_room_takes_the_address_that_a_hidden_room_of_its_name_would_have(stage: Stage):
    create_room(stage.people["alice"], "Garden", kind=Room.Kind.PRIVATE)
    assert create_room(stage.people["charlie"], "Garden").slug == "garden"


def test_ids_of_rooms_tell_nothing_of_how_many_there_are(stage: Stage):
    made = [create_room(stage.people["alice"], f"Room {number}").pk for number in range(20)]
    assert made != sorted(made)
    assert max(made) - min(made) > 1_000_000


@pytest.mark.parametrize("role", OUTSIDERS)
def test_no_count_and_no_list_has_it(stage: Stage, browser_of, role):
    """The same pages, with the hidden rooms and after they are gone."""
    lists = ["/", "/rooms/", "/rooms/?q=Room", "/rooms/archived/", "/direct/new/", "/people/bob/"]
    browser = browser_of(role)
    browser.get("/rooms/")  # notes the visit
    before = [_plain(browser.get(address)) for address in lists]
    for kind in HIDDEN:
        room = stage.rooms[kind]
        room.messages.update(reply_to=None)
        room.messages.all().delete()
        room.delete()
    assert [_plain(browser.get(address)) for address in lists] == before


def _plain(response) -> tuple:
    return response.status_code, CSRF.sub("", response.content.decode())
