"""Pages during maintenance: they are read, forms are refused in words, staff ends it."""

from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from chat.actions import maintenance
from chat.models import Message, Room, SiteSettings, User
from tests.acting import say
from tests.actions.test_maintenance import READ_ONLY
from tests.conftest import PASSWORD

WHY = "移転のため、15時まで"

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(lobby, bob, root) -> None:
    say(lobby, bob, "before")
    SiteSettings.objects.create(sign_up=SiteSettings.SignUp.OPEN)
    maintenance.switch(WHY)
    maintenance.notice.read()


@pytest.fixture
def signed_in(signed_in):
    """Who signs in without the form does not come by what lets that write."""
    return maintenance.writes_allowed()(signed_in)


def test_a_room_is_read_under_the_sentence(closed, signed_in, bob, lobby):
    page = signed_in(bob).get(reverse("room", args=[lobby.slug]))
    assert page.status_code == HTTPStatus.OK
    assert WHY in page.content.decode()
    assert "before" in page.content.decode()


@pytest.mark.parametrize("name", ["account_login", "rooms", "account", "site_settings"])
def test_every_kind_of_page_has_the_sentence(closed, signed_in, root, client, name):
    browser = client if name == "account_login" else signed_in(root)
    assert WHY in browser.get(reverse(name)).content.decode()


def test_the_admin_has_it_and_the_way_to_end_it(closed, signed_in, root):
    page = signed_in(root).get(reverse("admin:index")).content.decode()
    assert WHY in page
    assert reverse("admin:chat_sitesettings_changelist") in page


def test_there_is_no_line_about_it_otherwise(signed_in, bob, lobby):
    page = signed_in(bob).get(reverse("room", args=[lobby.slug])).content.decode()
    line = page.partition('data-ref="maintenance"')[2]
    assert line.partition(">")[0].strip() == "hidden"


def test_a_message_that_is_sent_by_form_comes_back_with_its_text(closed, signed_in, bob, lobby):
    page = signed_in(bob).post(
        reverse("room_post", args=[lobby.slug]),
        {"body": "unheard", "nonce": "0b5e6b6e-0000-4000-8000-000000000000"},
    )
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "unheard" in page.content.decode()
    assert WHY in page.content.decode()
    assert not Message.objects.filter(body="unheard").exists()


FORMS = {
    "room_new": {"name": "Garden", "kind": "public", "history": "all"},
    "account": {"name": "Robert", "language": "ja"},
    "account_change_password": {
        "oldpassword": PASSWORD,
        "password1": "another horse",
        "password2": "another horse",
    },
    "account_email": {"email": "bob@example.org", "action_add": ""},
    "account_reset_password": {"email": "root@example.com"},
    "account_deactivate": {"password": PASSWORD},
    "account_sessions_end_others": {},
    "direct_new": {"people": "alice"},
    "set_language": {"language": "ja"},
    "mfa_activate_totp": {"code": "123456"},
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", FORMS)
def test_every_form_is_refused_in_words(closed, bob, name):
    browser = Client()
    browser.post(reverse("account_login"), {"login": "bob", "password": PASSWORD})
    answer = browser.post(reverse(name), FORMS[name], follow=True)
    assert answer.status_code in (200, 422, 503)
    if answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        assert int(answer.headers["Retry-After"]) > 0
    assert WHY in answer.content.decode()
    assert Room.objects.count() == 1
    bob.refresh_from_db()
    assert (bob.name, bob.language, bob.is_active) == ("Bob", "", True)
    assert bob.check_password(PASSWORD)


def test_nobody_signs_up(closed, client):
    form = {"username": "dave", "password1": "long enough 7", "password2": "long enough 7"}
    answer = client.post(reverse("account_signup"), form, follow=True)
    assert WHY in answer.content.decode()
    assert not User.objects.filter(username="dave").exists()


def test_people_sign_in_and_out(closed, client):
    client.post(reverse("account_login"), {"login": "bob", "password": PASSWORD})
    assert client.get(reverse("rooms")).status_code == HTTPStatus.OK
    client.post(reverse("account_logout"))
    assert client.get(reverse("rooms")).status_code == HTTPStatus.FOUND


@pytest.mark.parametrize("name", ["Robert", "Rob\0ert"])
def test_the_admin_writes_nothing(closed, signed_in, root, lobby, name):
    page = reverse("admin:chat_room_change", args=[lobby.pk])
    answer = signed_in(root).post(page, {"name": name, "description": ""})
    assert answer.status_code in (200, 302, 503)
    lobby.refresh_from_db()
    assert lobby.name == "Lobby"


def test_what_the_admin_refuses_says_why(closed, signed_in, root, bob):
    page = reverse("admin:chat_filter_add")
    form = {"kind": "word", "pattern": "spam", "action": "flag", "note": ""}
    answer = signed_in(root).post(page, form)
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert WHY in answer.content.decode()


def test_an_administrator_ends_it_on_the_page_of_this_place(closed, signed_in, root):
    form = {"name": "Hiroba", "sign_up": "open", "language": "ja", "maintenance": ""}
    signed_in(root).post(reverse("site_settings"), form)
    assert maintenance.notice.read() == ""


def test_an_administrator_ends_it_in_the_admin(closed, signed_in, root, lobby, bob):
    form = {"name": "Hiroba", "sign_up": "open", "language": "ja", "maintenance": ""}
    page = reverse("admin:chat_sitesettings_change", args=[1])
    assert signed_in(root).post(page, form).status_code == HTTPStatus.FOUND
    assert maintenance.notice.read() == ""
    assert say(lobby, bob).seq


def test_an_administrator_begins_it_in_the_admin(lobby, signed_in, root):
    SiteSettings.objects.create()
    form = {"name": "Hiroba", "sign_up": "open", "language": "ja", "maintenance": WHY}
    signed_in(root).post(reverse("admin:chat_sitesettings_change", args=[1]), form)
    assert maintenance.notice.read() == WHY


def test_the_sentence_is_no_markup(lobby, signed_in, bob):
    maintenance.switch("<b>soon</b>")
    maintenance.notice.forget()
    page = signed_in(bob).get(reverse("room", args=[lobby.slug])).content.decode()
    assert "<b>soon" not in page
    assert "&lt;b&gt;soon" in page


@pytest.mark.django_db(transaction=True)
def test_pages_are_read_while_the_database_is_closed_to_writing_too(closed, signed_in, bob, lobby):
    browser = signed_in(bob)
    with connection.cursor() as cursor:
        cursor.execute(READ_ONLY[connection.vendor][0])
    try:
        page = browser.get(reverse("room", args=[lobby.slug]))
        refused = Client().post(reverse("account_login"), {"login": "bob", "password": PASSWORD})
    finally:
        with connection.cursor() as cursor:
            cursor.execute(READ_ONLY[connection.vendor][1])
    assert page.status_code == HTTPStatus.OK
    assert WHY in page.content.decode()
    assert refused.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert WHY in refused.content.decode()
