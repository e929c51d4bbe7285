"""Invitation links, from the member who makes one to the person who follows it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from chat.actions.rooms.invitations import invite
from chat.actions.rooms.rooms import create_room
from chat.models import Invitation, Membership, Room, User


def page_of(invitation: Invitation) -> str:
    return reverse("invitation", args=[invitation.token])


def qr_of(invitation: Invitation) -> str:
    return reverse("invitation_qr", args=[invitation.token])


def links_of(room) -> str:
    return reverse("room_invitations", args=[room.slug])


TERMS = {"lasting": "7", "uses": "unlimited"}


def test_a_member_makes_a_link_and_sees_it(signed_in, bob, lobby):
    browser = signed_in(bob)
    browser.post(links_of(lobby), TERMS)

    made = Invitation.objects.get()
    assert (made.room, made.created_by, made.uses_max) == (lobby, bob, None)
    assert made.expires_at is not None
    assert timedelta(days=6) < made.expires_at - timezone.now() < timedelta(days=7)
    assert f"http://testserver{page_of(made)}" in browser.get(links_of(lobby)).content.decode()


def test_a_link_may_work_for_ever_or_for_a_few(signed_in, bob, lobby):
    browser = signed_in(bob)
    browser.post(links_of(lobby), {"lasting": "never", "uses": "5"})
    made = Invitation.objects.get()
    assert (made.expires_at, made.uses_max) == (None, 5)
    shown = browser.get(links_of(lobby)).content.decode()
    assert "Works until somebody ends it" in shown
    assert "Used 0 of 5 times" in shown


@pytest.mark.parametrize("terms", [{}, {"lasting": "x"}, {"uses": "0"}, {"lasting": "\0"}])
def test_there_are_no_other_terms(signed_in, bob, lobby, terms):
    answer = signed_in(bob).post(links_of(lobby), (TERMS | terms) if terms else {})
    assert not Invitation.objects.exists()
    assert answer.status_code == 200


def test_a_guest_makes_no_links(signed_in, charlie, lobby):
    browser = signed_in(charlie)
    assert browser.get(links_of(lobby)).status_code == 403
    assert browser.post(links_of(lobby), TERMS).status_code == 403
    assert not Invitation.objects.exists()


def test_those_who_keep_order_see_and_end_the_links_of_others(signed_in, alice, bob, lobby):
    made = invite(bob, lobby, None)
    browser = signed_in(alice)
    shown = browser.get(links_of(lobby)).content.decode()
    assert "made by Bob" in shown
    assert qr_of(made) not in shown
    browser.post(reverse("invitation_revoke", args=[made.token]))
    assert not Invitation.objects.usable().exists()


def test_the_maker_of_a_link_has_it_as_a_qr_code(signed_in, bob, lobby):
    made = invite(bob, lobby, None)
    browser = signed_in(bob)
    page = browser.get(reverse("invitation_qr_page", args=[made.token])).content.decode()
    assert qr_of(made) in page
    assert f"http://testserver{page_of(made)}" in page
    picture = browser.get(qr_of(made))
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert picture.content.startswith(b"<svg")


def test_nobody_else_has_the_code(client, signed_in, alice, bob, lobby):
    made = invite(bob, lobby, None)
    for address in (qr_of(made), reverse("invitation_qr_page", args=[made.token])):
        assert signed_in(alice).get(address).status_code == 404
        assert client.get(address).status_code == 302


def test_only_the_link_tells_the_name_of_a_private_room(client, signed_in, alice, charlie):
    den = create_room(alice, "Den", kind=Room.Kind.PRIVATE)
    made = invite(alice, den, None, uses_max=1)
    assert "Den" in client.get(page_of(made)).content.decode()

    answer = signed_in(charlie).post(page_of(made))
    assert answer.headers["Location"] == reverse("room", args=[den.slug])
    assert "Den" not in client.get(page_of(made)).content.decode()


def test_a_member_sees_only_links_of_their_own(signed_in, bob, invitation):
    shown = signed_in(bob).get(links_of(invitation.room)).content.decode()
    assert invitation.token not in shown


def test_a_revoked_link_ends_for_everybody(client, signed_in, alice, invitation):
    answer = signed_in(alice).post(reverse("invitation_revoke", args=[invitation.token]))

    assert answer.headers["Location"] == links_of(invitation.room)
    assert client.get(page_of(invitation)).status_code == 404


def test_nobody_revokes_the_link_of_somebody_else(signed_in, bob, invitation):
    answer = signed_in(bob).post(reverse("invitation_revoke", args=[invitation.token]))
    assert answer.status_code == 404
    assert Invitation.objects.usable().exists()


def test_the_page_says_who_invites_to_which_room(client, invitation):
    shown = client.get(page_of(invitation)).content.decode()
    assert "Alice invites you" in shown
    assert "Lobby" in shown
    assert "Create an account" in shown


@pytest.mark.parametrize(
    "ending",
    [
        {"expires_at": timezone.now() - timedelta(seconds=1)},
        {"revoked_at": timezone.now()},
        {"token": "another"},
    ],
)
def test_links_that_ended_or_never_were_get_one_calm_page(client, invitation, ending):
    address = page_of(invitation)
    Invitation.objects.update(**ending)

    for answer in (client.get(address), client.post(address)):
        assert answer.status_code == 404
        assert "This link no longer works" in answer.content.decode()
        assert "Alice" not in answer.content.decode()


def test_the_link_of_somebody_whose_account_was_closed_no_longer_works(client, alice, invitation):
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert client.get(page_of(invitation)).status_code == 404


def test_somebody_who_has_an_account_joins_by_the_link(signed_in, charlie, invitation):
    browser = signed_in(charlie)
    assert "Join the room" in browser.get(page_of(invitation)).content.decode()
    browser.post(page_of(invitation))

    assert Membership.objects.filter(room=invitation.room, user=charlie).exists()
    assert Invitation.objects.get().used == 1


def test_a_member_who_follows_the_link_is_not_counted(signed_in, bob, invitation):
    browser = signed_in(bob)
    assert "Open the room" in browser.get(page_of(invitation)).content.decode()
    browser.post(page_of(invitation))
    assert Invitation.objects.get().used == 0


def test_whoever_signs_in_instead_of_up_comes_back_to_the_invitation(client, charlie, invitation):
    client.post(page_of(invitation))
    answer = client.post(
        reverse("account_login"),
        {"login": "charlie", "password": "correct horse battery staple"},
    )
    assert answer.headers["Location"] == page_of(invitation)


def test_nobody_makes_links_without_end(signed_in, bob, lobby):
    browser = signed_in(bob)
    answers = [browser.post(links_of(lobby), TERMS) for _ in range(31)]
    assert answers[-1].status_code == 429
    assert Invitation.objects.count() == 30
