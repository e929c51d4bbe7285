"""The page about this place: its name, who may sign up, first rooms, language."""

import pytest
from django.urls import reverse

from chat.actions.people.newcomers import Newcomer, set_up, sign_up
from chat.actions.rooms.rooms import archive_room, create_room, make_private
from chat.models import Membership, Room, SiteSettings, User

SITE = reverse("site_settings")
FORM = {"name": "みんなの広場", "sign_up": "open", "language": "ja"}


@pytest.fixture
def administrator(alice) -> User:
    User.objects.filter(pk=alice.pk).update(is_superuser=True)
    return User.objects.get(pk=alice.pk)


def rooms_of(user: User) -> set[str]:
    return set(Room.objects.filter(memberships__user=user).values_list("name", flat=True))


def test_an_administrator_stores_what_holds_for_the_place(signed_in, administrator, lobby):
    answer = signed_in(administrator).post(SITE, FORM | {"default_rooms": [lobby.pk]})
    assert answer.headers["Location"] == SITE
    site = SiteSettings.current()
    assert (site.name, site.sign_up, site.language) == ("みんなの広場", "open", "ja")
    assert list(site.default_rooms.all()) == [lobby]


@pytest.mark.parametrize("method", ["get", "post"])
def test_there_is_no_such_page_for_anybody_else(signed_in, lobby, bob, method):
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    assert getattr(signed_in(bob), method)(SITE, FORM).status_code == 404
    assert SiteSettings.current().name == "Hiroba"


def test_only_administrators_are_shown_the_way_there(signed_in, administrator, bob):
    account = reverse("account")
    assert SITE in signed_in(administrator).get(account).content.decode()
    assert SITE not in signed_in(bob).get(account).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"name": "x" * 81}, {"name": "nul\0"}, {"sign_up": "maybe"},
     {"language": "tlh"}, {"default_rooms": ["0"]}, {"default_rooms": ["x"]}],
)  # fmt: skip
def test_what_cannot_be_comes_back_with_a_message(signed_in, administrator, wrong):
    answer = signed_in(administrator).post(SITE, FORM | wrong)
    assert answer.context["form"].errors
    assert not SiteSettings.objects.exists()


def test_a_private_room_is_no_room_for_newcomers(signed_in, administrator):
    den = create_room(administrator, "The den", kind=Room.Kind.PRIVATE)
    browser = signed_in(administrator)
    assert "The den" not in browser.get(SITE).content.decode().partition("<main")[2]
    assert browser.post(SITE, FORM | {"default_rooms": [den.pk]}).context["form"].errors


def test_newcomers_join_the_first_rooms(lobby, alice):
    hall = create_room(alice, "Hall")
    SiteSettings.objects.create().default_rooms.set([lobby, hall])
    assert rooms_of(sign_up(Newcomer("dave", "a password"))) == {"Lobby", "Hall"}


def test_whoever_was_invited_joins_that_room_and_the_first_rooms(lobby, alice, invitation):
    hall = create_room(alice, "Hall")
    SiteSettings.objects.create().default_rooms.set([lobby, hall])
    dave = sign_up(Newcomer("dave", "a password"), invitation)
    assert rooms_of(dave) == {"Lobby", "Hall"}
    invitation.refresh_from_db()
    assert invitation.used == 1


@pytest.mark.parametrize("close", [archive_room, make_private])
def test_a_first_room_that_is_not_open_any_more_is_left_out(lobby, alice, close):
    SiteSettings.objects.create().default_rooms.set([lobby])
    close(alice, lobby)
    assert rooms_of(sign_up(Newcomer("dave", "a password"))) == set()


def test_the_room_of_the_set_up_is_a_first_room(db):
    _, room = set_up(Newcomer("root", "a password"), "Hiroba", "広場")
    dave = sign_up(Newcomer("dave", "a password"))
    assert Membership.objects.filter(user=dave, room=room).exists()


# --- The language of who has chosen none ------------------------------------------------------


@pytest.mark.parametrize(
    ("site", "asked", "shown"),
    [
        ("ja", "", "ja"),
        ("ja", "fr,de;q=0.5", "ja"),
        ("ja", "*", "ja"),
        ("ja", "fr,en;q=0.5", "en"),
        ("ja", "en-GB", "en"),
        ("", "fr", "en"),
        ("en", "ja", "ja"),
    ],
)
def test_the_site_speaks_its_language_when_the_browser_asks_for_none(
    client, alice, site, asked, shown
):
    SiteSettings.objects.create(language=site)
    answer = client.get(reverse("account_login"), headers={"accept-language": asked})
    assert f'<html lang="{shown}">' in answer.content.decode()
    assert answer.headers["Content-Language"] == shown


def test_what_a_person_has_chosen_comes_before_all(signed_in, alice):
    SiteSettings.objects.create(language="ja")
    User.objects.update(language="en")
    answer = signed_in(alice).get(reverse("account"), headers={"accept-language": "ja"})
    assert '<html lang="en">' in answer.content.decode()


def test_the_language_switch_comes_before_the_browser(client, alice):
    SiteSettings.objects.create(language="ja")
    client.post(reverse("set_language"), {"language": "en"})
    answer = client.get(reverse("account_login"), headers={"accept-language": "ja"})
    assert '<html lang="en">' in answer.content.decode()
