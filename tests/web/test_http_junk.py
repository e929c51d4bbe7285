"""Any request at all is answered by a page that means it: never by a fault of ours."""

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from chat.actions.people.bulk import sign_in_people
from chat.models import Invitation, Room, User
from tests.acting import say
from tests.examples import examples
from tests.web import junk

ROUTES_MIN = 100
VISITOR = ""
SLUGS = ("lobby", "garden")
TOKEN = "token"
KNOWN = (*SLUGS, TOKEN, "alice", "bob", "1", "2", "3", "chat", "message", "room", "user", "auth")


@pytest.fixture
def sessions(alice: User, bob: User, lobby: Room, charlie: User, make_room, settings):
    """A session key for everybody: alice owns, bob is a member, charlie administers."""
    settings.RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS = False
    settings.ALLOWED_HOSTS = ["testserver"]
    make_room(alice, kind=Room.Kind.PRIVATE)
    Invitation.objects.create(room=lobby, created_by=alice, token=TOKEN)
    say(lobby, alice)
    User.objects.filter(pk=charlie.pk).update(is_staff=True, is_superuser=True)
    return [VISITOR, *sign_in_people([alice, bob, charlie])]


def test_the_requests_go_to_every_address_of_the_site():
    routes = junk.routes()
    assert len(routes) > ROUTES_MIN
    for one in ("/rooms/{}/post/", "/accounts/login/", "/admin/chat/message/", "/setup/"):
        assert one in routes


@examples(quick=150, long=5_000)
@given(who=st.integers(0, 3), sent=junk.requests(KNOWN))
def test_any_request_is_answered_and_none_is_a_fault_of_ours(sessions, who, sent):
    cache.clear()
    with transaction.atomic():
        answer = _answer(sessions[who], sent)
        transaction.set_rollback(True)
    assert answer.status_code < 500
    assert b"Traceback" not in answer.content


def _answer(session: str, sent: junk.Request):
    browser = Client()
    browser.cookies["sessionid"] = session
    return browser.generic(
        sent.method,
        sent.path,
        sent.body,
        sent.content_type,
        query_params=None,
        headers=sent.headers,
        QUERY_STRING=sent.query,
    )
