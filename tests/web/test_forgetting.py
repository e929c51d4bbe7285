"""What browsers and caches must not keep, and what is dropped when somebody signs out."""

import pytest
from django.test import Client
from django.urls import reverse

from chat.models import User
from tests.conftest import PASSWORD
from tests.web.accounts import confirmed

PAGES = ["rooms", "account", "account_sessions", "direct_new", "account_email", "mfa_index"]


@pytest.mark.parametrize("name", PAGES)
def test_no_page_of_somebody_who_is_signed_in_is_kept(signed_in, alice, lobby, name):
    assert signed_in(alice).get(reverse(name)).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "name", ["room", "room_history", "room_people", "room_pins", "room_members", "room_settings"]
)
def test_no_page_and_no_data_of_a_room_are_kept(signed_in, alice, lobby, name):
    answer = signed_in(alice).get(reverse(name, args=[lobby.slug]), {"before": 9})
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/admin/", "/admin/chat/message/", "/nowhere/"])
def test_neither_the_desk_nor_a_refusal_is_kept(signed_in, alice, path):
    User.objects.update(is_staff=True, is_superuser=True)
    answer = signed_in(alice).get(path, follow=True)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/rooms/lobby", "/account/export", "/admin", "/accounts/email"])
def test_nor_is_the_way_to_a_page_whose_address_lacks_its_slash(signed_in, alice, lobby, path):
    answer = signed_in(alice).get(path)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (301, "no-store")


def test_an_export_is_not_kept(alice, lobby):
    answer = confirmed(alice).get(reverse("account_export"))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_answer_that_signs_in_is_not_kept(client, alice):
    answer = client.post(reverse("account_login"), {"login": "alice", "password": PASSWORD})
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["/accounts/logout/", "/admin/logout/"])
def test_whoever_signs_out_is_forgotten_by_the_browser(signed_in, alice, address):
    User.objects.update(is_staff=True)
    browser = signed_in(User.objects.get())
    answer = browser.post(address)
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert answer.headers["Location"] == reverse("account_login")
    page = browser.get(answer.headers["Location"]).content.decode()
    assert "data-left" in page
    assert "You have signed out." in page
    assert "data-left" not in browser.get(reverse("account_login")).content.decode()


def test_whoever_leaves_for_good_is_forgotten_too(alice):
    User.objects.create_superuser("root")
    browser = confirmed(alice)
    answer = browser.post(reverse("account_deactivate"))
    assert answer.headers["Clear-Site-Data"]
    assert "data-left" in browser.get(answer.headers["Location"]).content.decode()


def test_a_session_that_expired_loses_no_draft(client, db):
    page = client.get(reverse("account_login"), follow=True)
    assert "data-left" not in page.content.decode()
    assert "Clear-Site-Data" not in Client().post("/accounts/logout/").headers


@pytest.mark.parametrize("end", ["", "done/"])
def test_the_admins_own_page_for_passwords_leads_to_the_accounts(signed_in, alice, end):
    User.objects.update(is_staff=True, is_superuser=True)
    browser = signed_in(User.objects.get())
    for answer in (browser.get, browser.post):
        led = answer(f"/admin/password_change/{end}")
        assert (led.status_code, led.headers["Location"]) == (
            302,
            reverse("account_change_password"),
        )
