"""The page of a person."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from chat.actions.people.accounts import Profile, deactivate, delete_account, update_profile
from chat.actions.rooms.direct import open_direct
from chat.models import User


def page_of(browser, username: str) -> str:
    return browser.get(reverse("people_show", args=[username])).content.decode()


def test_it_says_what_the_person_says_of_themselves(signed_in, alice, bob):
    update_profile(bob, Profile("ボブ", 7, "🍱", "お昼に出ています"))
    page = page_of(signed_in(alice), "bob")
    for words in ("ボブ", "@bob", "🍱", "お昼に出ています", "avatar--7"):
        assert words in page


def test_one_can_write_to_somebody_else_and_edit_oneself(signed_in, alice, bob):
    assert "?to=bob" in page_of(signed_in(alice), "bob")
    own = page_of(signed_in(alice), "alice")
    assert "?to=" not in own
    assert f'href="{reverse("account")}"' in own


def test_the_time_is_told_where_the_person_is_and_not_where_the_reader_is(
    signed_in, alice, bob, monkeypatch
):
    now = datetime(2026, 11, 20, 3, 30, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    User.objects.filter(pk=bob.pk).update(time_zone="America/New_York")
    assert "Thu 22:30" in page_of(signed_in(alice), "bob")


def test_no_time_is_told_of_somebody_who_has_chosen_no_zone(signed_in, alice, bob):
    assert "Local time" not in page_of(signed_in(alice), "bob")


@pytest.mark.parametrize("typed", ["BOB", "ｂｏｂ"])
def test_a_username_counts_in_any_case_and_width(signed_in, alice, bob, typed):
    assert "@bob" in page_of(signed_in(alice), typed)


@pytest.mark.parametrize("typed", ["émile", "ÉＭＩＬＥ", "Émile"])
def test_a_username_counts_in_any_case_of_every_script(signed_in, alice, typed):
    User.objects.create_user(username="Émile")
    assert "@Émile" in page_of(signed_in(alice), typed)


@pytest.mark.parametrize("username", ["हिन्दी", "தமிழ்", "น้ำ"])
def test_whose_name_has_marks_on_its_letters_has_a_page(signed_in, alice, username):
    User.objects.create_user(username=username)
    assert f"@{User.normalize_username(username)}" in page_of(signed_in(alice), username)


@pytest.mark.parametrize("words", ["émile", "ÉM", "@ém", "ｴﾐ", "エミール"])
def test_people_are_found_in_any_case_and_width_of_every_script(signed_in, alice, words):
    User.objects.create_user(username="Émile", name="エミール")
    page = signed_in(alice).get(reverse("direct_new"), {"q": words})
    assert [person.username for person in page.context["page"]] == ["Émile"]


def names_at_the_side(browser) -> list[str]:
    page = browser.get(reverse("rooms")).content.decode()
    found = re.findall(r'data-ref="name">([^<]+)</bdi><span[^>]*>([^<]*)<', page)
    return [f"{name} {handle}".strip() for name, handle in found]


def test_conversations_with_people_of_one_name_are_told_apart(signed_in, alice, bob, charlie):
    for person, name in ((bob, "Hana"), (charlie, "ＨＡＮＡ")):
        update_profile(person, Profile(name))
        open_direct(alice, [person])
    shown = names_at_the_side(signed_in(alice))
    assert {"Hana @bob", "ＨＡＮＡ @charlie"} <= set(shown)
    update_profile(charlie, Profile("Charlie"))
    assert {"Hana", "Charlie"} <= set(names_at_the_side(signed_in(alice)))


def test_a_message_names_its_author_beyond_doubt(signed_in, alice, lobby):
    page = signed_in(alice).get(reverse("room", args=[lobby.slug])).content.decode()
    assert 'title="@alice">Alice</span>' in page


def test_a_deleted_account_has_a_calm_page(signed_in, alice, bob):
    delete_account(bob)
    page = page_of(signed_in(alice), bob.username)
    assert "This account was deleted." in page
    assert bob.username not in page.partition("<main")[2]
    assert "?to=" not in page


def test_nobody_writes_to_a_deactivated_account(signed_in, alice, bob):
    deactivate(bob)
    page = page_of(signed_in(alice), "bob")
    assert "This account is deactivated." in page
    assert "?to=" not in page


@pytest.mark.parametrize("address", ["/people/nobody/", "/people/x%00/", "/people/a%20b/"])
def test_nobody_is_found_under_another_name(signed_in, alice, address):
    assert signed_in(alice).get(address).status_code == 404


def test_visitors_sign_in_first(client, alice):
    assert client.get(reverse("people_show", args=["alice"])).status_code == 302
