"""Making rooms, and changing what they are."""

import pytest

from chat.actions.refusal import Refused
from chat.actions.rooms.invitations import invite
from chat.actions.rooms.memberships import join_room, set_role
from chat.actions.rooms.rooms import (
    archive_room,
    create_room,
    describe_room,
    make_private,
    make_public,
    relabel_room,
    rename_room,
    reopen_room,
    set_history,
)
from chat.models import Invitation, Membership, Message, Room, RoomHead
from chat.models.rooms.membership import Role
from tests.actions.cast import last_line, lines, seat_of, told_to_look_again

pytestmark = pytest.mark.django_db

CHANGES = {
    "rename": lambda user, room: rename_room(user, room, "New name"),
    "describe": lambda user, room: describe_room(user, room, "New words"),
    "make_public": make_public,
    "make_private": make_private,
    "set_history": lambda user, room: set_history(user, room, Room.History.SINCE_JOINING),
    "archive": archive_room,
    "reopen": reopen_room,
}
BY_OWNERS_ONLY = [name for name in CHANGES if name not in {"rename", "describe"}]

every_change = pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)


def test_the_creator_owns_the_room_and_the_history_says_so(alice):
    room = create_room(alice, "Lobby", "For everybody")
    assert (room.name, room.slug, room.description) == ("Lobby", "lobby", "For everybody")
    seat = Membership.objects.get(room=room)
    assert (seat.user, seat.role, seat.read_seq) == (alice, Role.OWNER, 1)
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


def test_a_private_room_takes_no_address_that_its_name_would_give(alice):
    room = create_room(alice, "Plans", kind=Room.Kind.PRIVATE)
    assert "plans" not in room.slug
    assert create_room(alice, "Plans").slug == "plans"


def test_a_room_that_became_private_gives_its_address_to_whoever_asks_for_it(alice, charlie):
    hidden = create_room(alice, "Plans")
    make_private(alice, hidden)
    told_to_look_again()

    assert create_room(charlie, "Plans").slug == "plans"
    hidden.refresh_from_db()
    assert hidden.slug != "plans"
    assert "alice" in told_to_look_again()


@pytest.mark.parametrize(
    ("name", "code"), [("", "empty"), (" \u200b", "empty"), ("x" * 81, "too_long"), ("\0", "bad_")]
)
def test_a_name_that_cannot_be_read_is_refused(alice, lobby, name, code):
    with pytest.raises(Refused, match=code):
        create_room(alice, name)
    with pytest.raises(Refused, match=code):
        rename_room(alice, lobby, name)


def test_a_description_above_the_limit_is_refused(alice, lobby):
    with pytest.raises(Refused, match="too_long"):
        create_room(alice, "Lobby", "x" * 501)
    with pytest.raises(Refused, match="too_long"):
        describe_room(alice, lobby, "x" * 501)


def test_a_direct_conversation_is_not_made_like_a_room(alice):
    with pytest.raises(Refused, match="direct"):
        create_room(alice, "Us", kind=Room.Kind.DIRECT)


@pytest.mark.parametrize(
    ("change", "kind", "body"),
    [
        (lambda user, room: rename_room(user, room, " 庭 "), "renamed", "庭"),
        (lambda user, room: describe_room(user, room, "花"), "described", "花"),
        (make_private, "made_private", ""),
        (CHANGES["set_history"], "history_changed", "since_joining"),
        (archive_room, "archived", ""),
    ],
)
def test_a_change_stands_once_in_the_history_and_every_member_is_told(
    lobby, alice, bob, charlie, change, kind, body
):
    told_to_look_again()
    change(alice, lobby)
    change(alice, lobby)

    line = last_line(lobby)
    assert (line.kind, line.author, line.body) == (kind, alice, body)
    assert [kind for kind, _ in lines(lobby)].count(line.kind) == 1
    assert told_to_look_again() == {"alice", "bob"}


def test_renaming_keeps_the_address(lobby, alice):
    rename_room(alice, lobby, "Garden")
    lobby.refresh_from_db()
    assert (lobby.name, lobby.slug) == ("Garden", "lobby")


@pytest.mark.parametrize("name", BY_OWNERS_ONLY)
def test_moderators_leave_to_the_owner_what_the_room_is(lobby, alice, bob, name):
    set_role(alice, lobby, bob, Role.MODERATOR)
    with pytest.raises(Refused, match="forbidden"):
        CHANGES[name](bob, lobby)


def test_moderators_rename_and_describe(lobby, alice, bob):
    set_role(alice, lobby, bob, Role.MODERATOR)
    rename_room(bob, lobby, "Garden")
    describe_room(bob, lobby, "Flowers")
    lobby.refresh_from_db()
    assert (lobby.name, lobby.description) == ("Garden", "Flowers")


@every_change
def test_plain_members_change_nothing(lobby, bob, change):
    with pytest.raises(Refused, match="forbidden"):
        change(bob, lobby)


@every_change
def test_guests_of_a_public_room_change_nothing(lobby, charlie, change):
    with pytest.raises(Refused, match="not_member"):
        change(charlie, lobby)


@every_change
def test_to_outsiders_a_private_room_is_one_that_does_not_exist(den, charlie, change):
    for room in (den, Room(pk=1)):
        with pytest.raises(Refused, match="not_found"):
            change(charlie, room)


@every_change
def test_a_closed_account_changes_nothing(lobby, alice, change):
    type(alice).objects.filter(pk=alice.pk).update(is_active=False)
    with pytest.raises(Refused, match="not_found"):
        change(alice, lobby)


@pytest.mark.parametrize("name", [name for name in CHANGES if name not in {"archive", "reopen"}])
def test_nothing_changes_in_an_archived_room(lobby, alice, name):
    archive_room(alice, lobby)
    with pytest.raises(Refused, match="archived"):
        CHANGES[name](alice, lobby)


def test_an_archived_room_is_reopened(lobby, alice):
    archive_room(alice, lobby)
    lobby.refresh_from_db()
    assert lobby.is_archived
    reopen_room(alice, lobby)
    lobby.refresh_from_db()
    assert not lobby.is_archived
    assert [kind for kind, _ in lines(lobby)] == ["joined", "archived", "reopened"]


def test_what_was_said_in_private_stays_with_those_who_were_there(den, alice, charlie):
    before = RoomHead.objects.get(room=den).seq
    make_public(alice, den)
    den.refresh_from_db()
    assert (den.kind, den.open_from) == (Room.Kind.PUBLIC, before)
    join_room(charlie, den)
    assert seat_of(charlie, den).visible_from == before


def test_closing_a_room_ends_the_links_of_those_who_may_no_longer_invite(lobby, alice, bob):
    by_owner, by_member = invite(alice, lobby, None), invite(bob, lobby, None)
    make_private(alice, lobby)
    usable = Invitation.objects.usable()
    assert by_owner in usable
    assert by_member not in usable


def test_the_desk_changes_name_and_description_of_rooms_it_is_no_member_of(den, charlie):
    relabel_room(charlie, den, "Cellar", "Dark")
    den.refresh_from_db()
    assert (den.name, den.description) == ("Cellar", "Dark")
    assert lines(den)[-2:] == [("renamed", "charlie"), ("described", "charlie")]


def test_the_desk_leaves_archived_rooms_as_they_are(den, alice, charlie):
    archive_room(alice, den)
    with pytest.raises(Refused, match="archived"):
        relabel_room(charlie, den, "Cellar", "Dark")
