"""The page on which a room's owner and moderators change what it is."""

import pytest
from django.urls import reverse

from chat.actions.rooms.direct import open_direct
from chat.actions.rooms.memberships import set_role
from chat.actions.rooms.rooms import archive_room, make_private
from chat.models import Room
from chat.models.rooms.membership import Role

TURNS = ["room_make_private", "room_make_public", "room_archive", "room_reopen"]


def at(name: str, room: Room) -> str:
    return reverse(name, args=[room.slug])


def settings_of(room: Room) -> str:
    return at("room_settings", room)


def test_name_and_description_are_changed(signed_in, alice, lobby):
    form = {"name": " 広場 ", "description": "みんなで"}
    answer = signed_in(alice).post(settings_of(lobby), form)
    assert answer.headers["Location"] == settings_of(lobby)
    lobby.refresh_from_db()
    assert (lobby.name, lobby.description, lobby.slug) == ("広場", "みんなで", "lobby")


@pytest.mark.parametrize("name", ["", "\u200b", "x" * 81, "\u2800", "\0"])
def test_a_name_that_cannot_be_read_is_not_taken(signed_in, alice, lobby, name):
    answer = signed_in(alice).post(settings_of(lobby), {"name": name})
    assert answer.context["form"].errors
    lobby.refresh_from_db()
    assert lobby.name == "Lobby"


def test_moderators_see_no_more_than_they_may_change(signed_in, alice, bob, lobby):
    set_role(alice, lobby, bob, Role.MODERATOR)
    by_owner = signed_in(alice).get(settings_of(lobby)).content.decode()
    by_moderator = signed_in(bob).get(settings_of(lobby)).content.decode()
    for name in ("room_make_private", "room_archive", "room_transfer"):
        assert at(name, lobby) in by_owner
        assert at(name, lobby) not in by_moderator


def test_plain_members_and_guests_have_no_settings(signed_in, bob, charlie, lobby):
    for person in (bob, charlie):
        browser = signed_in(person)
        assert browser.get(settings_of(lobby)).status_code == 403
        assert browser.post(settings_of(lobby), {"name": "Mine"}).status_code == 403
    lobby.refresh_from_db()
    assert lobby.name == "Lobby"


def test_a_room_is_closed_and_opened(signed_in, alice, lobby):
    browser = signed_in(alice)
    answer = browser.post(at("room_make_private", lobby), follow=True)
    assert "The room is private now." in answer.content.decode()
    lobby.refresh_from_db()
    assert lobby.kind == Room.Kind.PRIVATE
    browser.post(at("room_make_public", lobby))
    lobby.refresh_from_db()
    assert lobby.kind == Room.Kind.PUBLIC


def test_a_room_is_archived_and_reopened(signed_in, alice, lobby):
    browser = signed_in(alice)
    answer = browser.post(at("room_archive", lobby))
    assert answer.headers["Location"] == at("room", lobby)
    lobby.refresh_from_db()
    assert lobby.is_archived
    assert at("room_reopen", lobby) in browser.get(settings_of(lobby)).content.decode()
    browser.post(at("room_reopen", lobby))
    lobby.refresh_from_db()
    assert not lobby.is_archived


def test_a_private_room_has_a_rule_about_history(signed_in, alice, lobby):
    make_private(alice, lobby)
    browser = signed_in(alice)
    assert at("room_set_history", lobby) in browser.get(settings_of(lobby)).content.decode()
    browser.post(at("room_set_history", lobby), {"history": "since_joining"})
    lobby.refresh_from_db()
    assert lobby.history == Room.History.SINCE_JOINING


@pytest.mark.parametrize("history", ["", "none", "\0"])
def test_there_are_no_other_rules_about_history(signed_in, alice, lobby, history):
    answer = signed_in(alice).post(at("room_set_history", lobby), {"history": history})
    assert answer.status_code == 302
    lobby.refresh_from_db()
    assert lobby.history == Room.History.ALL


@pytest.mark.parametrize("name", [*TURNS, "room_set_history"])
def test_only_the_owner_decides_what_the_room_is(signed_in, alice, bob, charlie, lobby, name):
    set_role(alice, lobby, bob, Role.MODERATOR)
    before = Room.objects.values().get(pk=lobby.pk)
    for person in (bob, charlie):
        assert signed_in(person).post(at(name, lobby), {"history": "all"}).status_code == 403
    assert Room.objects.values().get(pk=lobby.pk) == before


def test_an_archived_room_says_why_it_stays_as_it_is(signed_in, alice, lobby):
    archive_room(alice, lobby)
    browser = signed_in(alice)
    answer = browser.post(at("room_make_private", lobby), follow=True)
    assert "This room is archived" in answer.content.decode()
    answer = browser.post(settings_of(lobby), {"name": "Other"})
    assert answer.status_code == 200
    lobby.refresh_from_db()
    assert (lobby.kind, lobby.name) == (Room.Kind.PUBLIC, "Lobby")


@pytest.mark.parametrize("name", [*TURNS, "room_settings", "room_set_history"])
def test_a_direct_conversation_has_no_settings(signed_in, alice, bob, name):
    talk = open_direct(alice, [bob])
    form = {"name": "Us", "history": "all"}
    assert signed_in(alice).post(at(name, talk), form).status_code == 403
