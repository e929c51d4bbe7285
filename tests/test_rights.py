"""What each may do in each kind of room: the one place that decides what pages are told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chat.access.rights import Rights, rights_of, rights_of_guest
from chat.access.visibility import joined_room, joined_rooms, rights_in
from chat.actions.moderation.mutes import mute_in_room
from chat.actions.people.accounts import deactivate
from chat.actions.people.bulk import add_people
from chat.actions.rooms.direct import open_direct
from chat.actions.rooms.memberships import join_people, remove_member
from chat.actions.rooms.rooms import archive_room, lock_room
from chat.models import Membership, Room, User
from chat.models.rooms.room import Kind

HOUR = timedelta(hours=1)
NOW = timezone.now()
ALWAYS = {"read", "mark"}
MEMBER = ALWAYS | {"withdraw", "write"}


def rights(role: str, kind: str, **room: object) -> Rights:
    mine = Membership(room=Room(kind=kind, **room), user=User(pk=1), role=role)
    return rights_of(mine, NOW)


def may(role: str, kind: str, **room: object) -> set[str]:
    return set(rights(role, kind, **room).may)


def test_members_invite_to_public_rooms_only():
    assert may("member", Kind.PUBLIC) == MEMBER | {"invite"}
    assert may("member", Kind.PRIVATE) == MEMBER


def test_owners_and_moderators_look_after_a_room_and_owners_decide_what_it_is():
    most = MEMBER | {"invite", "pin", "moderate"}
    assert may("moderator", Kind.PRIVATE) == most
    assert may("owner", Kind.PUBLIC) == most | {"manage"}


@pytest.mark.parametrize("role", ["member", "owner"])
def test_in_a_direct_conversation_all_are_alike(role):
    assert may(role, Kind.DIRECT) == MEMBER | {"pin"}


def test_an_archived_room_is_only_read_and_looked_after():
    assert may("member", Kind.PUBLIC, archived_at=NOW) == ALWAYS
    assert may("moderator", Kind.PUBLIC, archived_at=NOW) == ALWAYS | {"moderate"}
    assert may("owner", Kind.PUBLIC, archived_at=NOW) == ALWAYS | {"moderate", "manage"}
    assert rights("owner", Kind.PUBLIC, archived_at=NOW).silence == "archived"


def test_a_lock_leaves_plain_members_what_is_theirs():
    assert may("member", Kind.PRIVATE, locked_at=NOW) == ALWAYS | {"withdraw"}
    assert rights("member", Kind.PRIVATE, locked_at=NOW).silence == "locked"
    assert rights("moderator", Kind.PRIVATE, locked_at=NOW).silence is None


def test_a_mute_says_what_holds_when_it_is_over():
    room = Room(kind=Kind.PRIVATE, locked_at=NOW)
    mine = Membership(room=room, user=User(pk=1), role="member", muted_until=NOW + HOUR)
    told = rights_of(mine, NOW)
    assert (told.silence, told.then.at, told.then.silence) == ("muted", NOW + HOUR, "locked")
    room.locked_at = None
    told = rights_of(mine, NOW)
    assert "write" not in told.may
    assert set(told.then.may) == MEMBER
    assert told.silent_until == NOW + HOUR


def test_a_guest_joins_public_rooms_that_are_open_unless_they_were_removed():
    public = Room(kind=Kind.PUBLIC)
    assert rights_of_guest(public, is_removed=False).may == ("read", "join")
    removed = rights_of_guest(public, is_removed=True)
    assert (removed.may, removed.silence) == (("read",), "removed")
    archived = Room(kind=Kind.PUBLIC, archived_at=NOW)
    assert rights_of_guest(archived, is_removed=False).silence == "archived"


@pytest.mark.django_db
def test_the_list_of_rooms_and_the_watched_room_say_the_same(alice, bob, charlie, lobby):
    [dave] = add_people({"dave": "Dave"})
    join_people(lobby.pk, [dave.pk])
    open_direct(alice, [bob])
    remove_member(alice, lobby, bob)
    mute_in_room(alice, lobby, dave, HOUR)
    lock_room(alice, lobby)
    deactivate(bob)
    for person in (alice, dave):
        for room in joined_rooms(person):
            assert rights_in(room.pk, [person.pk])[person.pk] == room.rights
    told = rights_in(lobby.pk, [alice.pk, bob.pk, charlie.pk])
    assert [told[one.pk].silence for one in (alice, bob, charlie)] == [
        None,
        "removed",
        "not_member",
    ]
    archive_room(alice, lobby)
    assert rights_in(lobby.pk, [alice.pk])[alice.pk].silence == "archived"


@pytest.mark.django_db
def test_nobody_is_left_to_write_to_when_the_other_account_is_closed(alice, bob):
    room = open_direct(alice, [bob])
    assert joined_room(alice, room.pk).rights.silence is None
    deactivate(bob)
    told = joined_room(alice, room.pk).rights
    assert (told.silence, "withdraw" in told.may) == ("nobody_left", True)
    assert rights_in(room.pk, [alice.pk])[alice.pk] == told
