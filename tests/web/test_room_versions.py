"""Earlier texts of a message, for those who keep order."""

from uuid import uuid4

import pytest
from django.urls import reverse

from chat.actions.messages.acting import Act
from chat.actions.messages.edits import delete_message, edit_message
from chat.actions.messages.posting import Send, post_message
from chat.actions.rooms.memberships import set_role
from chat.models import Room
from chat.models.rooms.membership import Role


@pytest.fixture
def edited(lobby, bob) -> str:
    stored = post_message(Send(lobby.pk, bob.pk, uuid4(), "First text"))
    edit_message(Act(lobby.pk, bob.pk, uuid4(), stored.id), "Second text")
    return reverse("room_versions", args=[lobby.slug, stored.seq])


@pytest.fixture
def deleted(lobby, bob) -> str:
    stored = post_message(Send(lobby.pk, bob.pk, uuid4(), "Taken back"))
    delete_message(Act(lobby.pk, bob.pk, uuid4(), stored.id))
    return reverse("room_versions", args=[lobby.slug, stored.seq])


def test_owners_and_moderators_see_what_was_said_before(signed_in, alice, charlie, lobby, edited):
    signed_in(charlie).post(reverse("room_join", args=[lobby.slug]))
    set_role(alice, lobby, charlie, Role.MODERATOR)
    for person in (alice, charlie):
        shown = signed_in(person).get(edited).content.decode()
        assert "First text" in shown
        assert "Second text" in shown


def test_what_was_deleted_is_shown_too(signed_in, alice, deleted):
    assert "Taken back" in signed_in(alice).get(deleted).content.decode()


def test_nobody_else_sees_it_not_even_the_author(signed_in, bob, charlie, edited):
    for person in (bob, charlie):
        assert signed_in(person).get(edited).status_code == 403


@pytest.mark.parametrize("seq", [0, 1, 99])
def test_only_what_somebody_said_has_versions(signed_in, alice, lobby, seq):
    address = reverse("room_versions", args=[lobby.slug, seq])
    assert signed_in(alice).get(address).status_code == 404


def test_to_outsiders_the_page_does_not_exist(signed_in, charlie, lobby, edited):
    Room.objects.update(kind=Room.Kind.PRIVATE)
    assert signed_in(charlie).get(edited).status_code == 404
