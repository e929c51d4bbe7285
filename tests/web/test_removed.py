"""Who was removed from a room, on its pages and on their own."""

import re

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from chat.actions.people.blocks import block
from chat.actions.rooms.memberships import join_room, remove_member
from chat.models import Invitation, Membership, Room, User

LET_IN = "can let you in again"


def removed_page(room: Room) -> str:
    return reverse("room_removed", args=[room.slug])


def readmitting(room: Room, person: User) -> str:
    return reverse("room_readmit", args=[room.slug, person.pk])


@pytest.fixture
def removed(lobby, alice, bob) -> User:
    remove_member(alice, lobby, bob)
    return bob


def is_hidden(page: str, part: str) -> bool:
    """Whether this part in the composer's place is not shown."""
    tag = re.search(rf'<[^<>]*data-ref="{part}"[^<>]*>', page)
    assert tag
    return "hidden" in tag.group()


def is_member(person: User, room: Room) -> bool:
    return Membership.objects.filter(user=person, room=room).exists()


def test_the_settings_lead_to_those_who_were_removed(signed_in, alice, lobby, removed):
    browser = signed_in(alice)
    settings = browser.get(reverse("room_settings", args=[lobby.slug])).content.decode()
    assert removed_page(lobby) in settings
    listed = browser.get(removed_page(lobby)).content.decode()
    assert "@bob" in listed
    assert "removed by Alice" in listed


def test_whoever_keeps_order_lets_somebody_join_again(signed_in, alice, lobby, removed):
    answer = signed_in(alice).post(readmitting(lobby, removed), follow=True)
    assert "Bob may join the room again." in answer.content.decode()
    assert "Nobody is kept out of this room." in answer.content.decode()
    signed_in(removed).post(reverse("room_join", args=[lobby.slug]))
    assert is_member(removed, lobby)


def test_a_plain_member_neither_sees_the_list_nor_lets_anybody_in(
    signed_in, charlie, lobby, removed
):
    join_room(charlie, lobby)
    browser = signed_in(charlie)
    assert browser.get(removed_page(lobby)).status_code == 403
    assert browser.post(readmitting(lobby, removed)).status_code == 403


def test_whoever_was_removed_reads_that_they_cannot_join(signed_in, lobby, removed):
    browser = signed_in(removed)
    page = browser.get(reverse("room", args=[lobby.slug])).content.decode()
    assert LET_IN in page
    assert is_hidden(page, "joining")
    assert not is_hidden(page, "removed")
    answer = browser.post(reverse("room_join", args=[lobby.slug]), follow=True)
    assert LET_IN in answer.content.decode()
    assert not is_member(removed, lobby)


def test_the_link_they_came_by_does_not_let_them_in_again(signed_in, alice, bob, lobby):
    link = Invitation.objects.create(room=lobby, created_by=alice)
    remove_member(alice, lobby, bob)
    answer = signed_in(bob).post(reverse("invitation", args=[link.token]))
    [told] = get_messages(answer.wsgi_request)
    assert LET_IN in str(told)
    assert not is_member(bob, lobby)


def test_adding_somebody_who_blocks_says_only_that_it_cannot_be(signed_in, bob, charlie, lobby):
    block(charlie, bob)
    answer = signed_in(bob).post(reverse("room_add", args=[lobby.slug]), {"people": "charlie"})
    assert "cannot be added by you" in answer.content.decode()
    assert "block" not in answer.content.decode().lower().split("<main")[1]
    assert not is_member(charlie, lobby)


def test_nor_does_writing_to_them(signed_in, bob, charlie):
    block(charlie, bob)
    answer = signed_in(bob).post(reverse("direct_new"), {"people": "charlie"})
    assert "cannot be added by you" in answer.content.decode()
    assert not Room.objects.filter(kind=Room.Kind.DIRECT).exists()
