"""The first visit."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from chat.actions.people.newcomers import Newcomer, set_up
from chat.actions.refusal import Refused
from chat.models import Membership, Room, SiteSettings, User

FILLED_IN = {
    "site_name": "みんなの広場",
    "room_name": "雑談",
    "username": "ａｌｉｃｅ",
    "name": "アリス",
    "email": "",
    "password1": "correct horse battery staple",
    "password2": "correct horse battery staple",
}


def test_the_first_visit_leads_to_the_set_up_page(db, client):
    assert client.get(reverse("home")).headers["Location"] == reverse("setup")


def test_setting_up_makes_an_administrator_who_stands_in_the_first_room(db, client):
    response = client.post(reverse("setup"), FILLED_IN, follow=True)

    alice = User.objects.get()
    assert (alice.username, alice.name) == ("alice", "アリス")
    assert alice.is_superuser
    assert alice.is_staff
    assert alice.check_password(FILLED_IN["password1"])
    assert Membership.objects.get().user == alice
    assert SiteSettings.current().name == "みんなの広場"
    assert response.redirect_chain[-1][0] == reverse("room", args=["雑談"])
    assert response.context["user"] == alice


def test_there_is_no_set_up_page_once_somebody_exists(client, alice):
    assert client.get(reverse("setup")).status_code == 404
    assert client.post(reverse("setup"), FILLED_IN).status_code == 404
    assert User.objects.count() == 1


def test_whoever_comes_second_is_refused_by_the_action_too(alice):
    with pytest.raises(Refused, match="already_set_up"):
        set_up(Newcomer("mallory", "a password"), "Mine", "Lobby")


@pytest.mark.django_db(transaction=True)
def test_of_two_first_visitors_at_once_one_becomes_the_administrator():
    start = Barrier(2)

    def visit(username: str) -> None:
        start.wait(timeout=60)
        Client().post(reverse("setup"), FILLED_IN | {"username": username})
        connection.close()

    visitors = [Thread(target=visit, args=[name]) for name in ("alice", "mallory")]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join(timeout=60)

    assert User.objects.count() == 1
    assert Room.objects.count() == 1


def test_the_first_room_is_called_hiroba_in_japanese_and_lobby_otherwise(db, client):
    assert b'value="Lobby"' in client.get(reverse("setup")).content
    japanese = client.get(reverse("setup"), headers={"accept-language": "ja"})
    assert 'value="広場"' in japanese.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", ""),
        ("username", "with space"),
        ("username", "nul\0"),
        ("username", "x" * 65),
        ("username", "㍿" * 40),
        ("password1", "other"),
        ("password2", "other"),
        ("email", "nowhere"),
        ("email", "a@" + "b." * 130 + "example"),
        ("room_name", "\u200b"),
        ("username", "everyone"),
        ("username", "\u115f"),
        ("room_name", "\u2800"),
        ("site_name", "\u3164"),
        ("site_name", "x" * 81),
    ],
)
def test_what_cannot_be_stored_comes_back_with_a_message(db, client, field, value):
    response = client.post(reverse("setup"), FILLED_IN | {field: value})

    assert response.status_code == 200
    assert response.context["form"].errors
    assert not User.objects.exists()


def test_an_easily_guessed_password_is_refused(db, client):
    easy = {"password1": "password", "password2": "password"}
    response = client.post(reverse("setup"), FILLED_IN | easy)
    assert "password1" in response.context["form"].errors


def test_who_imports_a_log_first_can_still_set_this_up(client, db):
    User.objects.create_user("importedauthor")
    assert client.get(reverse("setup")).status_code == 200
