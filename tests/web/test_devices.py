"""The list of one's sessions, and signing out of one or all of them."""

import pytest
from django.test import Client
from django.urls import reverse

from chat.models import Notice, User
from chat.web.account.user_agents import device_name
from tests.conftest import PASSWORD

DEVICES = reverse("account_sessions")
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def computer(alice) -> Client:
    return browser_of(alice, FIREFOX)


@pytest.fixture
def phone(alice) -> Client:
    return browser_of(alice, IPHONE)


def browser_of(user: User, user_agent: str) -> Client:
    """A browser that has opened a page."""
    browser = Client(headers={"user-agent": user_agent})
    browser.force_login(user)
    browser.get(DEVICES)
    return browser


def listed(browser: Client) -> list:
    return browser.get(DEVICES).context["devices"]


def is_signed_in(browser: Client) -> bool:
    return browser.get(reverse("rooms")).status_code == 200


def was_told(user: User) -> bool:
    """Whether the person's sockets were told to look at their sessions again."""
    return Notice.objects.filter(user=user, kind=Notice.Kind.SIGNED_OUT).exists()


def test_every_device_is_listed_in_words_and_this_one_first(computer, phone):
    here, there = listed(computer)
    assert (here.words, here.is_here) == ("Firefox on Windows", True)
    assert (there.words, there.is_here, there.ip) == ("Safari on iPhone", False, "127.0.0.1")


def test_no_key_of_a_session_stands_on_the_page(computer):
    page = computer.get(DEVICES).content.decode()
    assert computer.session.session_key not in page


def test_another_device_is_signed_out_at_once(alice, computer, phone):
    computer.post(reverse("account_session_end", args=[listed(computer)[1].id]))
    assert is_signed_in(computer)
    assert not is_signed_in(phone)
    assert was_told(alice)


def test_this_device_can_be_signed_out_too(computer):
    answer = computer.post(reverse("account_session_end", args=[listed(computer)[0].id]))
    assert answer.status_code == 302
    assert not is_signed_in(computer)


def test_the_devices_of_others_cannot_be_signed_out(signed_in, bob, computer):
    theirs = listed(computer)[0].id
    address = reverse("account_session_end", args=[theirs])
    assert signed_in(bob).post(address).status_code == 404
    assert is_signed_in(computer)


def test_all_other_devices_are_signed_out_together(alice, computer, phone):
    computer.post(reverse("account_sessions_end_others"))
    assert is_signed_in(computer)
    assert not is_signed_in(phone)
    assert was_told(alice)


def test_signing_out_closes_the_sockets_of_this_device(alice, computer, phone):
    computer.post(reverse("account_logout"))
    assert was_told(alice)
    assert is_signed_in(phone)


def test_leaving_the_admin_closes_the_sockets_too(alice, computer):
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    computer.post(reverse("admin:logout"))
    assert was_told(alice)


def test_somebody_else_who_signs_in_here_closes_the_sockets_of_before(alice, bob, computer):
    computer.force_login(bob)
    assert was_told(alice)


def test_the_page_of_allauth_leads_to_ours(computer):
    assert computer.get("/accounts/sessions/").headers["Location"] == DEVICES


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (IPHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Macintosh) AppleWebKit Chrome/130 Safari/537 Edg/130", "Edge on macOS"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit Chrome/130 Mobile", "Chrome on Android"),
        ("curl/8.5", "A program that does not say its name"),
        ("", "A program that does not say its name"),
    ],
)
def test_a_browser_is_told_in_words(user_agent, words):
    assert device_name(user_agent) == words


def test_a_browser_that_calls_itself_something_odd_is_listed(alice):
    odd = browser_of(alice, "x" * 5000)
    assert len(listed(odd)) == 1


def test_signing_in_by_the_form_is_listed_once(client, alice):
    client.post(reverse("account_login"), {"login": "alice", "password": PASSWORD})
    assert len(listed(client)) == 1
