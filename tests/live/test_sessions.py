"""A socket ends with its session, whatever ended it."""

from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chat.live.sessions import expiry
from chat.live.sessions.authentication import Claim, ended_among, expired_between
from chat.models import User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    monkeypatch.setattr(expiry, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(expiry, "TURNS", 2)


def key_in(cookie: str) -> str:
    return cookie.partition("=")[2]


async def assert_closed(socket) -> None:
    assert (await socket.receive("bye"))["reason"] == "not_signed_in"
    assert await socket.receive_close() == 4501


@sync_to_async
def expire(cookie: str, **ago: float) -> None:
    found = Session.objects.filter(session_key=key_in(cookie))
    found.update(expire_date=timezone.now() - timedelta(**ago))


async def test_a_socket_ends_when_its_session_expires(connect, alice_cookie, bob_cookie, lobby):
    alice, bob = connect(alice_cookie), connect(bob_cookie)
    await alice.hello()
    await bob.hello()
    await expire(alice_cookie, seconds=-0.2)
    await assert_closed(alice)
    await bob.send(type="ping", n=1)
    assert (await bob.receive("pong"))["n"] == 1


async def test_a_socket_ends_when_its_session_was_made_to_expire_long_ago(
    connect, alice_cookie, lobby
):
    alice = connect(alice_cookie)
    await alice.hello()
    await expire(alice_cookie, days=1)
    await assert_closed(alice)


async def test_a_socket_ends_when_its_session_is_deleted_in_the_database(
    connect, alice_cookie, lobby
):
    alice = connect(alice_cookie)
    await alice.hello()
    await Session.objects.all().adelete()
    await assert_closed(alice)


async def test_clearing_expired_sessions_closes_their_sockets(connect, alice_cookie, lobby):
    alice = connect(alice_cookie)
    await alice.hello()
    await expire(alice_cookie, hours=1)
    await sync_to_async(call_command)("clearsessions")
    await assert_closed(alice)


async def test_a_password_changed_by_command_closes_sockets(connect, alice_cookie, alice, lobby):
    socket = connect(alice_cookie)
    await socket.hello()
    alice.set_password("something else entirely")
    await alice.asave(update_fields=["password"])
    await assert_closed(socket)


async def test_an_account_closed_in_the_database_closes_sockets(connect, alice_cookie, lobby):
    socket = connect(alice_cookie)
    await socket.hello()
    await User.objects.filter(username="alice").aupdate(is_active=False)
    await assert_closed(socket)


def test_many_sockets_are_looked_at_in_two_queries(alice, bob, charlie, cookie_of):
    claims = {Claim(user.pk, key_in(cookie_of(user))) for user in (alice, bob, charlie)}
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert ended_among(claims) == set()
    assert len(queries) == 2


def test_a_session_of_somebody_else_does_not_count(alice, bob, cookie_of):
    claim = Claim(bob.pk, key_in(cookie_of(alice)))
    assert ended_among({claim}) == {claim}


def test_only_what_expired_meanwhile_is_told(alice, cookie_of):
    cookie, now = cookie_of(alice), timezone.now()
    Session.objects.update(expire_date=now)
    second = timedelta(seconds=1)
    assert expired_between(now - second, now) == {key_in(cookie)}
    assert expired_between(now, now + second) == set()
