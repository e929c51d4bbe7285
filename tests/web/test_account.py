"""One's own settings: the name that others read, language and time."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from django.db import connections
from django.test import AsyncClient
from django.urls import reverse
from django.utils import timezone, translation

from chat.actions.moderation.mutes import mute
from chat.models import Message, User

ACCOUNT = reverse("account")
HALF_PAST_THREE = datetime(2026, 11, 20, 3, 30, tzinfo=UTC)


def test_the_settings_are_stored(signed_in, alice):
    chosen = {
        "name": "アリス",
        "hue": 4,
        "status_emoji": "🍱",
        "status_text": "お昼に出ています",
        "language": "ja",
        "time_zone": "Europe/Paris",
    }
    answer = signed_in(alice).post(ACCOUNT, chosen)

    assert answer.headers["Location"] == ACCOUNT
    assert User.objects.values(*chosen).get() == chosen


@pytest.mark.parametrize("emoji", ["👩🏽‍💻", "🇯🇵", "❤️", "1️⃣", ""])
def test_the_status_takes_any_emoji(signed_in, alice, emoji):
    signed_in(alice).post(ACCOUNT, {"name": "Alice", "status_emoji": emoji})
    assert User.objects.get().status_emoji == emoji


def test_somebody_muted_reads_why_their_status_stays(signed_in, bob, django_user_model):
    root = django_user_model.objects.create_superuser(username="root")
    mute(root, bob, timedelta(hours=1))
    answer = signed_in(bob).post(ACCOUNT, {"name": "Bob", "status_text": "buy this"})
    assert "You are muted here for now" in answer.content.decode()
    assert User.objects.get(pk=bob.pk).status_text == ""


def test_the_colour_that_came_with_the_account_is_the_one_that_is_marked(signed_in, alice):
    page = signed_in(alice).get(ACCOUNT).content.decode()
    [marked] = re.findall(r'name="hue" value="(\d)"[^>]*checked', page)
    assert int(marked) == alice.shown_hue


@pytest.mark.parametrize(
    "form",
    [
        {"name": "nul\0"},
        {"name": "x" * 81},
        {"name": "\u202e"},
        {"hue": "10"},
        {"hue": "-1"},
        {"hue": "red"},
        {"status_emoji": "x"},
        {"status_emoji": "🍱🍱"},
        {"status_emoji": "\0"},
        {"status_text": "x" * 101},
        {"status_text": "nul\0"},
        {"language": "tlh"},
        {"time_zone": "../../etc/passwd"},
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "\0"},
    ],
)
def test_settings_that_cannot_be_come_back_with_a_message(signed_in, alice, form):
    answer = signed_in(alice).post(ACCOUNT, form)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert User.objects.get().name == "Alice"


def test_pages_are_in_the_language_that_the_person_chose(signed_in, alice):
    User.objects.update(language="ja")
    answer = signed_in(alice).get(ACCOUNT, headers={"accept-language": "en"})
    assert '<html lang="ja">' in answer.content.decode()
    assert answer.headers["Content-Language"] == "ja"


def test_the_language_switch_stays_for_somebody_who_is_signed_in(signed_in, alice):
    browser = signed_in(alice)
    answer = browser.post(reverse("set_language"), {"language": "ja", "next": ACCOUNT})
    assert answer.headers["Location"] == ACCOUNT
    assert User.objects.get().language == "ja"
    assert '<html lang="ja">' in browser.get(ACCOUNT).content.decode()


def test_the_language_switch_works_for_visitors(client, alice):
    client.post(reverse("set_language"), {"language": "ja"})
    assert '<html lang="ja">' in client.get(reverse("account_login")).content.decode()


@pytest.mark.parametrize("junk", ["tlh", "\0", "x" * 5000, ""])
def test_a_language_that_is_not_there_changes_nothing(signed_in, alice, junk):
    answer = signed_in(alice).post(reverse("set_language"), {"language": junk, "next": "//evil"})
    assert answer.status_code == 302
    assert "evil" not in answer.headers["Location"]
    assert User.objects.get().language == ""


def test_times_are_shown_where_the_person_is(signed_in, alice, lobby):
    Message.objects.update(created_at=HALF_PAST_THREE)
    User.objects.update(time_zone="America/New_York")
    answer = signed_in(alice).get(reverse("room", args=[lobby.slug]))
    assert ">22:30</time>" in answer.content.decode()
    assert answer.context["facts"]["time_zone"] == "America/New_York"
    assert timezone.get_current_timezone_name() == "Asia/Tokyo"


def test_an_unknown_time_zone_falls_back_to_the_servers_own(signed_in, alice, lobby):
    Message.objects.update(created_at=HALF_PAST_THREE)
    User.objects.update(time_zone="Mars/Olympus")
    answer = signed_in(alice).get(reverse("room", args=[lobby.slug]))
    assert answer.context["facts"]["time_zone"] == ""
    assert ">12:30</time>" in answer.content.decode()


def test_whoever_has_chosen_no_time_zone_is_in_that_of_their_browser(signed_in, alice, lobby):
    Message.objects.update(created_at=HALF_PAST_THREE)
    browser = signed_in(alice)
    for told, time in (("America/New_York", "22:30"), ("Etc/GMT-3", "06:30"), ("Japan", "12:30")):
        browser.cookies["time_zone"] = told
        answer = browser.get(reverse("room", args=[lobby.slug]))
        assert f">{time}</time>" in answer.content.decode()
        assert answer.context["facts"]["time_zone"] == ""


def test_what_was_chosen_goes_before_what_the_browser_says(signed_in, alice, lobby):
    Message.objects.update(created_at=HALF_PAST_THREE)
    User.objects.update(time_zone="Europe/Paris")
    browser = signed_in(alice)
    browser.cookies["time_zone"] = "America/New_York"
    answer = browser.get(reverse("room", args=[lobby.slug]))
    assert ">04:30</time>" in answer.content.decode()


@pytest.mark.parametrize("junk", ["../../etc/passwd", "Mars/Olympus", "x" * 3_000, "posixrules"])
def test_a_browser_that_names_no_time_zone_is_in_the_servers(signed_in, alice, lobby, junk):
    Message.objects.update(created_at=HALF_PAST_THREE)
    browser = signed_in(alice)
    browser.cookies["time_zone"] = junk
    answer = browser.get(reverse("room", args=[lobby.slug]))
    assert ">12:30</time>" in answer.content.decode()


@pytest_asyncio.fixture
async def _close_connections():
    """The thread that Django's ORM runs in under asyncio has a connection of its own."""
    yield
    await sync_to_async(connections.close_all)()


@pytest.mark.usefixtures("_close_connections")
@pytest.mark.django_db(transaction=True)
async def test_it_is_the_same_under_asgi(alice):
    browser = AsyncClient()
    await browser.aforce_login(alice)
    await User.objects.aupdate(language="ja", time_zone="Europe/Paris")

    answer = await browser.get(ACCOUNT, headers={"accept-language": "en"})

    assert '<html lang="ja">' in answer.content.decode()
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert translation.get_language() == "en"
