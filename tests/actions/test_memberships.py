"""Joining, bringing in, leaving, removing, and roles."""

import pytest

from chat.access import visibility
from chat.actions.refusal import Refused
from chat.actions.rooms.invitations import invite
from chat.actions.rooms.memberships import (
    ADDED_AT_ONCE_MAX,
    add_people,
    join_people,
    join_room,
    leave_room,
    remove_member,
    set_role,
    transfer_room,
)
from chat.actions.rooms.rooms import archive_room, create_room, set_history
from chat.models import Invitation, Membership, Room, RoomHead, User
from chat.models.rooms.membership import Role
from tests.actions.cast import last_line, lines, seat_of, told_to_look_again

pytestmark = pytest.mark.django_db

TO_A_MEMBER = {
    "remove": remove_member,
    "role": lambda user, room, person: set_role(user, room, person, Role.MODERATOR),
    "transfer": transfer_room,
}
to_a_member = pytest.mark.parametrize("act", TO_A_MEMBER.values(), ids=TO_A_MEMBER)


def role_of(user, room) -> str | None:
    seat = seat_of(user, room)
    return seat.role if seat else None


# --- Joining --------------------------------------------------------------------------------


def test_joining_stands_in_the_history(lobby, alice, charlie):
    join_room(charlie, lobby)
    assert lines(lobby) == [("joined", "alice"), ("joined", "charlie")]
    assert role_of(charlie, lobby) == Role.MEMBER


def test_joining_twice_changes_nothing(lobby, alice, bob):
    join_room(bob, lobby)
    assert lines(lobby) == [("joined", "alice"), ("joined", "bob")]


def test_many_people_join_in_one_go_in_their_order(lobby, alice, bob, charlie):
    assert join_people(lobby.pk, [charlie.pk, bob.pk, charlie.pk]) == 1
    assert lines(lobby)[2:] == [("joined", "charlie")]


def test_a_newcomer_starts_with_nothing_unread(lobby, charlie):
    join_room(charlie, lobby)
    [room] = visibility.joined_rooms(charlie)
    assert room.unread == 0


def test_nobody_joins_a_private_room_by_themselves(den, charlie):
    with pytest.raises(Refused, match="not_found"):
        join_room(charlie, den)
    assert seat_of(charlie, den) is None


def test_nobody_joins_an_archived_room(lobby, alice, charlie):
    archive_room(alice, lobby)
    with pytest.raises(Refused, match="archived"):
        join_room(charlie, lobby)


def test_whoever_joins_is_told_and_nobody_else(lobby, alice, bob, charlie):
    told_to_look_again()
    join_room(charlie, lobby)
    assert told_to_look_again() == {"charlie"}


# --- Bringing in ----------------------------------------------------------------------------


def test_adding_somebody_names_both_in_the_history(den, alice, charlie):
    assert add_people(alice, den, [charlie]) == 1
    line = last_line(den)
    assert (line.kind, line.author, line.subject) == ("added", alice, charlie)
    assert role_of(charlie, den) == Role.MEMBER


def test_who_is_added_sees_everything_or_what_comes_as_the_room_has_it(den, alice, charlie, dave):
    add_people(alice, den, [charlie])
    assert seat_of(charlie, den).visible_from == 0
    set_history(alice, den, Room.History.SINCE_JOINING)
    head = RoomHead.objects.get(room=den).seq
    add_people(alice, den, [dave])
    assert seat_of(dave, den).visible_from == head
    assert last_line(den).seq > head


def test_members_of_a_public_room_add_people_and_those_of_a_private_one_do_not(
    lobby, den, bob, charlie
):
    add_people(bob, lobby, [charlie])
    with pytest.raises(Refused, match="forbidden"):
        add_people(bob, den, [charlie])
    assert seat_of(charlie, den) is None


def test_only_those_who_are_no_members_yet_are_added(lobby, alice, bob, charlie):
    assert add_people(alice, lobby, [bob, charlie, charlie]) == 1
    assert lines(lobby).count(("added", "alice")) == 1
    with pytest.raises(Refused, match="already_member"):
        add_people(alice, lobby, [bob, charlie])


def test_one_closed_account_keeps_everybody_out(lobby, alice, charlie, dave):
    User.objects.filter(pk=dave.pk).update(is_active=False)
    with pytest.raises(Refused, match="unknown_person"):
        add_people(alice, lobby, [charlie, dave])
    assert seat_of(charlie, lobby) is None


def test_nobody_at_all_is_nobody_known(lobby, alice):
    with pytest.raises(Refused, match="unknown_person"):
        add_people(alice, lobby, [])


def test_people_are_added_in_handy_numbers(lobby, alice):
    many = [User(pk=pk) for pk in range(ADDED_AT_ONCE_MAX + 1)]
    with pytest.raises(Refused, match="too_many_people"):
        add_people(alice, lobby, many)


def test_an_archived_room_takes_nobody_in(lobby, alice, charlie):
    archive_room(alice, lobby)
    with pytest.raises(Refused, match="archived"):
        add_people(alice, lobby, [charlie])


def test_guests_and_outsiders_bring_nobody_in(lobby, den, charlie, dave):
    with pytest.raises(Refused, match="not_member"):
        add_people(charlie, lobby, [dave])
    with pytest.raises(Refused, match="not_found"):
        add_people(charlie, den, [dave])


# --- Leaving --------------------------------------------------------------------------------


def test_leaving_stands_in_the_history(lobby, alice, bob):
    told_to_look_again()
    leave_room(bob, lobby)
    assert lines(lobby)[-1] == ("left", "bob")
    assert seat_of(bob, lobby) is None
    assert told_to_look_again() == {"bob"}


def test_a_guest_cannot_leave(lobby, charlie):
    leave_room(charlie, lobby)
    assert ("left", "charlie") not in lines(lobby)


def test_an_outsider_cannot_even_try(den, charlie):
    with pytest.raises(Refused, match="not_found"):
        leave_room(charlie, den)


def test_an_archived_room_can_be_left(lobby, alice, bob):
    archive_room(alice, lobby)
    leave_room(bob, lobby)
    assert seat_of(bob, lobby) is None


def test_an_owner_who_leaves_hands_the_room_to_a_moderator_first(lobby, alice, bob, charlie):
    join_room(charlie, lobby)
    set_role(alice, lobby, charlie, Role.MODERATOR)
    leave_room(alice, lobby)
    assert role_of(charlie, lobby) == Role.OWNER
    line = last_line(lobby)
    assert (line.kind, line.author, line.subject) == ("transferred", alice, charlie)


def test_an_owner_who_leaves_hands_the_room_to_whoever_was_there_longest(
    lobby, alice, bob, charlie
):
    join_room(charlie, lobby)
    leave_room(alice, lobby)
    assert (role_of(bob, lobby), role_of(charlie, lobby)) == (Role.OWNER, Role.MEMBER)


def test_a_closed_account_inherits_nothing(lobby, alice, bob, charlie):
    join_room(charlie, lobby)
    User.objects.filter(pk=bob.pk).update(is_active=False)
    leave_room(alice, lobby)
    assert role_of(charlie, lobby) == Role.OWNER


def test_the_last_one_out_leaves_an_empty_room(lobby, alice):
    leave_room(alice, lobby)
    assert not Membership.objects.filter(room=lobby).exists()


def test_links_end_with_the_membership_of_whoever_made_them(lobby, alice, bob):
    invite(bob, lobby, None)
    leave_room(bob, lobby)
    assert not Invitation.objects.usable().exists()


# --- Removing -------------------------------------------------------------------------------


def test_removing_somebody_names_both_in_the_history(den, alice, bob):
    invite_by_bob = Invitation.objects.create(room=den, created_by=bob)
    told_to_look_again()
    remove_member(alice, den, bob)
    line = last_line(den)
    assert (line.kind, line.author, line.subject) == ("removed", alice, bob)
    assert seat_of(bob, den) is None
    assert invite_by_bob not in Invitation.objects.usable()
    assert told_to_look_again() == {"bob"}


def test_moderators_remove_plain_members_and_nobody_else(lobby, alice, bob, charlie, dave):
    join_people(lobby.pk, [charlie.pk, dave.pk])
    set_role(alice, lobby, bob, Role.MODERATOR)
    set_role(alice, lobby, charlie, Role.MODERATOR)
    remove_member(bob, lobby, dave)
    for person in (alice, charlie):
        with pytest.raises(Refused, match="forbidden"):
            remove_member(bob, lobby, person)


def test_the_owner_removes_moderators(lobby, alice, bob):
    set_role(alice, lobby, bob, Role.MODERATOR)
    remove_member(alice, lobby, bob)
    assert seat_of(bob, lobby) is None


def test_the_owner_does_not_remove_themselves(lobby, alice):
    with pytest.raises(Refused, match="owner_first"):
        remove_member(alice, lobby, alice)


# --- Roles ----------------------------------------------------------------------------------


def test_a_role_is_given_and_taken_and_the_history_says_so(lobby, alice, bob):
    told_to_look_again()
    set_role(alice, lobby, bob, Role.MODERATOR)
    line = last_line(lobby)
    assert (line.kind, line.body, line.subject) == ("role_changed", "moderator", bob)
    assert told_to_look_again() == {"bob"}

    set_role(alice, lobby, bob, Role.MEMBER)
    assert (role_of(bob, lobby), last_line(lobby).body) == (Role.MEMBER, "member")


def test_the_same_role_again_changes_nothing(lobby, alice, bob):
    set_role(alice, lobby, bob, Role.MEMBER)
    assert last_line(lobby).kind == "joined"


def test_there_is_no_second_owner(lobby, alice, bob):
    with pytest.raises(Refused, match="owner_first"):
        set_role(alice, lobby, bob, Role.OWNER)
    with pytest.raises(Refused, match="owner_first"):
        set_role(alice, lobby, alice, Role.MEMBER)


def test_who_may_no_longer_invite_has_no_links_left(den, alice, bob):
    set_role(alice, den, bob, Role.MODERATOR)
    invite(bob, den, None)
    set_role(alice, den, bob, Role.MEMBER)
    assert not Invitation.objects.usable().exists()


def test_a_room_is_handed_on(lobby, alice, bob):
    told_to_look_again()
    transfer_room(alice, lobby, bob)
    assert (role_of(alice, lobby), role_of(bob, lobby)) == (Role.MODERATOR, Role.OWNER)
    line = last_line(lobby)
    assert (line.kind, line.author, line.subject) == ("transferred", alice, bob)
    assert told_to_look_again() == {"alice", "bob"}


def test_a_room_is_not_handed_to_oneself_nor_to_a_closed_account(lobby, alice, bob):
    with pytest.raises(Refused, match="owner_first"):
        transfer_room(alice, lobby, alice)
    User.objects.filter(pk=bob.pk).update(is_active=False)
    with pytest.raises(Refused, match="unknown_person"):
        transfer_room(alice, lobby, User.objects.get(pk=bob.pk))


@pytest.mark.parametrize("name", ["role", "transfer"])
def test_moderators_give_no_roles(lobby, alice, bob, charlie, name):
    join_room(charlie, lobby)
    set_role(alice, lobby, bob, Role.MODERATOR)
    with pytest.raises(Refused, match="forbidden"):
        TO_A_MEMBER[name](bob, lobby, charlie)


@to_a_member
def test_plain_members_do_nothing_to_each_other(lobby, alice, bob, charlie, act):
    join_room(charlie, lobby)
    with pytest.raises(Refused, match="forbidden"):
        act(bob, lobby, charlie)


@to_a_member
def test_guests_and_outsiders_do_nothing_to_members(lobby, den, bob, charlie, act):
    with pytest.raises(Refused, match="not_member"):
        act(charlie, lobby, bob)
    with pytest.raises(Refused, match="not_found"):
        act(charlie, den, bob)


@to_a_member
def test_nothing_is_done_to_somebody_who_is_no_member(lobby, alice, charlie, act):
    with pytest.raises(Refused, match="unknown_person"):
        act(alice, lobby, charlie)


@to_a_member
def test_nothing_is_done_to_members_of_an_archived_room(lobby, alice, bob, act):
    archive_room(alice, lobby)
    with pytest.raises(Refused, match="archived"):
        act(alice, lobby, bob)


def test_a_room_has_one_owner_whatever_happens(alice, bob, charlie):
    room = create_room(alice, "Garden")
    join_people(room.pk, [bob.pk, charlie.pk])
    transfer_room(alice, room, bob)
    leave_room(bob, room)
    remove_member(alice, room, charlie)
    assert [seat.user for seat in Membership.objects.filter(room=room, role=Role.OWNER)] == [alice]
