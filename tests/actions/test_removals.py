"""After a removal nobody comes back alone: somebody who keeps order lets them in."""

import pytest

from chat.actions.moderation.bans import ban, lift_ban
from chat.actions.moderation.mutes import mute_in_room
from chat.actions.people.accounts import delete_account
from chat.actions.refusal import Refused
from chat.actions.rooms.invitations import accept, invite
from chat.actions.rooms.memberships import (
    add_people,
    join_people,
    join_room,
    leave_room,
    remove_member,
    set_role,
    transfer_room,
)
from chat.actions.rooms.removals import readmit
from chat.actions.rooms.rooms import archive_room, make_private, make_public
from chat.models import AuditEntry, Invitation, Removal, User
from chat.models.rooms.membership import Role
from tests.actions.cast import HOUR, last_line, seat_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(lobby, alice, bob) -> Invitation:
    """A link that was there before bob was removed."""
    made = invite(alice, lobby, None, uses_max=5)
    remove_member(alice, lobby, bob)
    return made


def test_whoever_was_removed_does_not_come_back_by_the_same_link(link, lobby, bob):
    with pytest.raises(Refused, match="removed"):
        accept(bob, link)
    assert seat_of(bob, lobby) is None
    link.refresh_from_db()
    assert link.used == 0


def test_nor_by_another_link_of_a_member(link, lobby, alice, bob, charlie):
    join_room(charlie, lobby)
    for maker in (alice, charlie):
        with pytest.raises(Refused, match="removed"):
            accept(bob, invite(maker, lobby, None))


def test_nor_by_joining_a_public_room_which_they_may_still_read(link, lobby, bob):
    with pytest.raises(Refused, match="removed"):
        join_room(bob, lobby)
    assert type(lobby).objects.visible_to(bob).filter(pk=lobby.pk).exists()


def test_nor_by_a_link_into_a_private_room(den, alice, bob):
    made = invite(alice, den, None)
    remove_member(alice, den, bob)
    with pytest.raises(Refused, match="removed"):
        accept(bob, made)


def test_nor_by_leaving_once_more(link, lobby, bob):
    leave_room(bob, lobby)
    with pytest.raises(Refused, match="removed"):
        join_room(bob, lobby)


def test_nor_when_the_room_changes_hands_or_becomes_another(link, lobby, alice, bob, charlie):
    join_room(charlie, lobby)
    transfer_room(alice, lobby, charlie)
    make_private(charlie, lobby)
    make_public(charlie, lobby)
    with pytest.raises(Refused, match="removed"):
        join_room(bob, lobby)


def test_others_still_follow_the_link(link, lobby, charlie):
    accept(charlie, link)
    assert seat_of(charlie, lobby)


def test_whoever_left_by_themselves_comes_back_by_themselves(lobby, bob):
    leave_room(bob, lobby)
    join_room(bob, lobby)
    assert seat_of(bob, lobby)


def test_being_added_ends_the_removal_for_good(link, lobby, alice, bob):
    add_people(alice, lobby, [bob])
    leave_room(bob, lobby)
    join_room(bob, lobby)
    assert seat_of(bob, lobby)
    assert AuditEntry.objects.filter(act="readmit", subject_id=bob.pk).count() == 1


def test_a_command_that_seats_people_ends_the_removal(link, lobby, bob):
    join_people(lobby.pk, [bob.pk])
    assert not Removal.objects.exists()


def test_plain_members_do_not_bring_back_whom_the_moderators_removed(link, lobby, alice, charlie):
    bob = User.objects.get(username="bob")
    join_room(charlie, lobby)
    with pytest.raises(Refused, match="unreachable"):
        add_people(charlie, lobby, [bob])
    assert seat_of(bob, lobby) is None
    set_role(alice, lobby, charlie, Role.MODERATOR)
    add_people(charlie, lobby, [bob])
    assert seat_of(bob, lobby)


def test_somebody_who_is_let_in_again_joins_by_themselves(link, lobby, alice, bob):
    readmit(alice, lobby, bob)
    assert seat_of(bob, lobby) is None
    assert last_line(lobby).kind == "removed"
    join_room(bob, lobby)
    assert seat_of(bob, lobby)


def test_only_those_who_keep_order_let_in_again(link, lobby, den, alice, bob, charlie, dave):
    join_room(charlie, lobby)
    for person in (bob, charlie, dave):
        with pytest.raises(Refused, match=r"forbidden|not_member"):
            readmit(person, lobby, bob)
    with pytest.raises(Refused, match="not_found"):
        readmit(charlie, den, bob)
    assert Removal.objects.exists()


def test_letting_in_somebody_who_was_never_removed_changes_nothing(lobby, alice, charlie):
    readmit(alice, lobby, charlie)
    assert not AuditEntry.objects.exists()


def test_nobody_is_let_into_an_archived_room_again(link, lobby, alice, bob):
    archive_room(alice, lobby)
    with pytest.raises(Refused, match="archived"):
        readmit(alice, lobby, bob)


def test_a_muted_moderator_lets_nobody_in_again(link, lobby, alice, bob, charlie):
    join_room(charlie, lobby)
    set_role(alice, lobby, charlie, Role.MODERATOR)
    mute_in_room(alice, lobby, charlie, HOUR)
    with pytest.raises(Refused, match="muted"):
        readmit(charlie, lobby, bob)


def test_whom_the_places_moderators_removed_only_they_let_in_again(lobby, mona, alice, bob):
    join_room(mona, lobby)
    set_role(alice, lobby, mona, Role.MODERATOR)
    remove_member(mona, lobby, bob)
    for verb in (readmit, lambda user, room, person: add_people(user, room, [person])):
        with pytest.raises(Refused, match="place_only"):
            verb(alice, lobby, bob)
    readmit(mona, lobby, bob)
    join_room(bob, lobby)


def test_a_moderator_of_the_place_lets_in_again_whom_a_public_room_removed(link, lobby, mona, bob):
    readmit(mona, lobby, bob)
    assert not Removal.objects.exists()


def test_a_room_keeps_out_nobody_who_keeps_order_in_the_place(lobby, mona, alice):
    join_room(mona, lobby)
    remove_member(alice, lobby, mona)
    join_room(mona, lobby)
    assert seat_of(mona, lobby)


def test_a_lifted_ban_lets_join_anew_and_a_removal_before_it_does_not(
    root, link, lobby, alice, bob, charlie
):
    join_room(charlie, lobby)
    for person in (bob, charlie):
        ban(root, person)
        lift_ban(root, person)
    join_room(charlie, lobby)
    with pytest.raises(Refused, match="removed"):
        join_room(bob, lobby)


def test_a_closed_account_follows_no_link(lobby, alice, charlie):
    made = invite(alice, lobby, None)
    User.objects.filter(pk=charlie.pk).update(is_active=False)
    with pytest.raises(Refused, match="invitation_ended"):
        accept(charlie, made)


def test_a_deleted_account_is_kept_out_of_nothing_any_more(link, bob, alice):
    delete_account(bob)
    assert not Removal.objects.exists()
