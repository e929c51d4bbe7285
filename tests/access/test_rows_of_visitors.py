"""Whoever asks for pages without being signed in leaves no row behind, however often they ask."""

import re
from collections.abc import Iterable, Iterator

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RegexPattern

from chat.models import Invitation, User
from chat.text.names.reserved import is_reserved
from tests.conftest import PASSWORD
from tests.web.accounts import link_in_mail

pytestmark = pytest.mark.django_db

PART = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
PARTS = {"int": "1", "number": "1", "room": "lobby", "username": "alice", "uuid": "0" * 32}
GROUPS = {"uidb36": "1", "key": "set-password", "url": "x", "path": "x"}
GROUP = re.compile(r"\(\?P<(?P<name>\w+)>[^()]*(?:\([^()]*\)[^()]*)*\)")
HEADERS: tuple[dict[str, str], ...] = (
    {},
    {"Accept": "application/json"},
    {"X-Requested-With": "XMLHttpRequest"},
)
COOKIES = (
    "",
    "sessionid=abcdefghijklmnopqrstuvwxyz012345; csrftoken=x; messages=x; mfa.webauthn.state=x",
    'sessionid="\\000"; prefs={"theme":"dark"}; _password_reset_key=x',
)


def _addresses(patterns: Iterable[object], before: str = "/") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern.url_patterns, before + _filled(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield before + _filled(pattern.pattern)


def _filled(pattern: object) -> str:
    if isinstance(pattern, RegexPattern):
        named = GROUP.sub(lambda group: GROUPS.get(group["name"], "1"), str(pattern))
        return named.strip("^").replace("\\Z", "").rstrip("$").replace("\\", "")
    return PART.sub(lambda part: PARTS.get(part["kind"], "x"), str(pattern))


ADDRESSES = sorted(set(_addresses(get_resolver().url_patterns)))


def ask(address: str, headers: dict[str, str], cookies: str) -> None:
    client = Client(headers=headers | ({"Cookie": cookies} if cookies else {}))
    client.get(address)
    client.head(address)


def test_the_list_is_of_all_addresses():
    assert len(ADDRESSES) > 150
    assert reverse("mfa_login_webauthn") in ADDRESSES


@pytest.mark.parametrize("cookies", COOKIES, ids=("bare", "made up", "junk"))
def test_no_page_makes_a_session_for_whoever_asks(alice, lobby, invitation_token, cookies):
    for address in [*ADDRESSES, reverse("invitation", args=[invitation_token])]:
        for headers in HEADERS:
            ask(address, headers, cookies)
            assert not Session.objects.exists(), (address, headers)


@pytest.fixture
def invitation_token(lobby, alice) -> str:
    return Invitation.objects.create(room=lobby, created_by=alice).token


@pytest.mark.parametrize("language", ["", "ja"])
def test_no_page_makes_a_session_before_the_first_account(db, language):
    for address in ("/", reverse("setup"), reverse("account_login"), reverse("account_signup")):
        ask(address, {"Accept-Language": language}, "")
        assert not Session.objects.exists()


def test_a_link_for_a_new_password_makes_none_either_and_works(alice):
    User.objects.filter(pk=alice.pk).update(email="alice@example.com")
    browser = Client()
    browser.post(reverse("account_reset_password"), {"email": "alice@example.com"})
    assert len(mail.outbox) == 1
    for _ in range(3):
        Client().get(link_in_mail())
    form = browser.get(link_in_mail()).headers["Location"]
    assert browser.get(form).status_code == 200
    assert not Session.objects.exists()
    new = {"password1": "another horse battery", "password2": "another horse battery"}
    assert browser.post(form, new).status_code == 302
    alice.refresh_from_db()
    assert alice.check_password("another horse battery")


def test_a_link_for_a_new_password_is_good_once(alice):
    User.objects.filter(pk=alice.pk).update(email="alice@example.com")
    browser = Client()
    browser.post(reverse("account_reset_password"), {"email": "alice@example.com"})
    form = browser.get(link_in_mail()).headers["Location"]
    cookies = {name: cookie.value for name, cookie in browser.cookies.items()}
    assert "_password_reset_key" in cookies
    new = {"password1": "another horse battery", "password2": "another horse battery"}
    browser.post(form, new)
    again = Client()
    again.cookies.load(cookies)
    again.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    alice.refresh_from_db()
    assert alice.check_password("another horse battery")


def test_nobody_new_is_called_like_an_address():
    first = {address.split("/")[1] for address in ADDRESSES if address.count("/") > 1}
    assert {word for word in first if word and not is_reserved(word)} == set()
