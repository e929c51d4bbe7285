"""Links that lead into a room: making, ending and following them."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from chat.actions.refusal import Refused
from chat.actions.rooms.invitations import accept, invite, revoke
from chat.actions.rooms.memberships import set_role
from chat.actions.rooms.rooms import archive_room, set_history
from chat.models import Invitation, Membership, Room, RoomHead, User
from chat.models.rooms.membership import Role
from tests.actions.cast import at_once, lines, seat_of

pytestmark = pytest.mark.django_db


def test_a_link_keeps_what_its_maker_chose(lobby, bob):
    ends = timezone.now() + timedelta(days=1)
    link = invite(bob, lobby, ends, uses_max=5)
    assert (link.created_by, link.expires_at, link.uses_max, link.used) == (bob, ends, 5, 0)


def test_members_make_links_into_public_rooms_and_moderators_into_private_ones(
    lobby, den, alice, bob
):
    invite(bob, lobby, None)
    with pytest.raises(Refused, match="forbidden"):
        invite(bob, den, None)
    set_role(alice, den, bob, Role.MODERATOR)
    invite(bob, den, None)


def test_guests_and_outsiders_make_no_links(lobby, den, charlie):
    with pytest.raises(Refused, match="not_member"):
        invite(charlie, lobby, None)
    with pytest.raises(Refused, match="not_found"):
        invite(charlie, den, None)
    assert not Invitation.objects.exists()


def test_an_archived_room_has_no_links(lobby, alice, bob, charlie):
    link = invite(bob, lobby, None)
    archive_room(alice, lobby)
    with pytest.raises(Refused, match="archived"):
        invite(alice, lobby, None)
    with pytest.raises(Refused, match="invitation_ended"):
        accept(charlie, link)


def test_a_link_leads_into_a_private_room(den, alice, charlie):
    link = invite(alice, den, None)
    accept(charlie, link)
    assert seat_of(charlie, den).visible_from == 0
    assert lines(den)[-1] == ("joined", "charlie")
    assert Invitation.objects.get().used == 1


def test_who_comes_by_a_link_sees_what_the_room_shows_to_newcomers(den, alice, charlie):
    set_history(alice, den, Room.History.SINCE_JOINING)
    head = RoomHead.objects.get(room=den).seq
    accept(charlie, invite(alice, den, None))
    assert seat_of(charlie, den).visible_from == head


def test_members_who_follow_a_link_are_not_counted(den, alice, bob):
    accept(bob, invite(alice, den, None, uses_max=1))
    assert Invitation.objects.get().used == 0


def test_a_link_for_one_lets_one_in(den, alice, charlie, dave):
    link = invite(alice, den, None, uses_max=1)
    accept(charlie, link)
    with pytest.raises(Refused, match="invitation_ended"):
        accept(dave, link)
    assert seat_of(dave, den) is None


@pytest.mark.django_db(transaction=True)
def test_a_link_for_one_lets_one_in_however_many_come_at_the_same_time(den, alice):
    link = invite(alice, den, None, uses_max=1)
    people = [User.objects.create(username=f"person{number}") for number in range(6)]
    refused = []

    def come(person: User) -> None:
        try:
            accept(person, link)
        except Refused as refusal:
            refused.append(refusal.code)

    at_once([partial(come, person) for person in people])
    assert refused == ["invitation_ended"] * 5
    assert Membership.objects.filter(room=den, user__in=people).count() == 1


def test_a_link_without_an_end_goes_on(den, alice, charlie, dave):
    link = invite(alice, den, None)
    Invitation.objects.update(created_at=timezone.now() - timedelta(days=4_000))
    accept(charlie, link)
    accept(dave, link)
    assert Invitation.objects.get().used == 2


@pytest.mark.parametrize(
    "end",
    [
        lambda link: Invitation.objects.update(expires_at=timezone.now()),
        lambda link: revoke(link.created_by, link),
        lambda link: User.objects.filter(pk=link.created_by_id).update(is_active=False),
    ],
    ids=["expired", "revoked", "its maker is gone"],
)
def test_a_link_that_ended_leads_nowhere(den, alice, charlie, end):
    link = invite(alice, den, None)
    end(link)
    with pytest.raises(Refused, match="invitation_ended"):
        accept(charlie, link)
    assert seat_of(charlie, den) is None


def test_moderators_end_the_links_of_others_and_members_their_own_only(lobby, alice, bob):
    by_alice, by_bob = invite(alice, lobby, None), invite(bob, lobby, None)
    with pytest.raises(Refused, match="not_found"):
        revoke(bob, by_alice)
    revoke(alice, by_bob)
    assert list(Invitation.objects.usable()) == [by_alice]


def test_outsiders_end_no_links(den, alice, charlie):
    link = invite(alice, den, None)
    with pytest.raises(Refused, match="not_found"):
        revoke(charlie, link)
    assert Invitation.objects.usable().exists()
