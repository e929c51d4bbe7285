"""Making rooms."""

import pytest

from chat.actions.refusal import Refused
from chat.actions.rooms import create_room
from chat.models import Membership, Message, RoomHead

pytestmark = pytest.mark.django_db


def test_the_creator_is_the_first_member_and_the_history_says_so(alice):
    room = create_room(alice, "Lobby", "For everybody")
    assert (room.name, room.slug, room.description) == ("Lobby", "lobby", "For everybody")
    assert Membership.objects.get(room=room).user == alice
    assert Message.objects.get(room=room).kind == "joined"
    assert RoomHead.objects.get(room=room).seq == 1


@pytest.mark.parametrize(
    ("name", "slug"),
    [("広場", "広場"), ("Café Zürich", "café-zürich"), ("🎉🎉", "room"), ("new", "new-2")],
)
def test_a_name_in_any_script_makes_an_address(alice, name, slug):
    assert create_room(alice, name).slug == slug


def test_a_taken_address_is_numbered(alice):
    assert [create_room(alice, "広場").slug for _ in range(3)] == ["広場", "広場-2", "広場-3"]


@pytest.mark.parametrize(
    ("name", "code"), [("", "empty"), (" \u200b", "empty"), ("x" * 81, "too_long"), ("\0", "bad_")]
)
def test_a_name_that_cannot_be_read_is_refused(alice, name, code):
    with pytest.raises(Refused, match=code):
        create_room(alice, name)


def test_a_description_above_the_limit_is_refused(alice):
    with pytest.raises(Refused, match="too_long"):
        create_room(alice, "Lobby", "x" * 501)
