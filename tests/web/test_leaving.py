"""Deactivating and deleting one's own account, on the pages."""

import pytest
from django.urls import reverse

from chat.models import Membership, User
from tests.web.accounts import confirmed, is_signed_in, sign_in

DEACTIVATE = reverse("account_deactivate")
DELETE = reverse("account_delete")


@pytest.mark.parametrize("address", [DEACTIVATE, DELETE])
def test_looking_at_the_page_closes_nothing(lobby, bob, address):
    assert confirmed(bob).get(address).status_code == 200
    assert User.objects.get(pk=bob.pk).is_active


def test_a_deactivated_account_is_signed_out_everywhere_and_closed(signed_in, bob):
    here, elsewhere = confirmed(bob), signed_in(bob)
    answer = here.post(DEACTIVATE, follow=True)
    assert "Your account is deactivated." in answer.content.decode()
    assert not is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert not is_signed_in(sign_in("bob"))


def test_a_deleted_account_is_gone_and_what_it_said_is_not(signed_in, lobby, alice, bob):
    here, elsewhere = confirmed(bob), signed_in(bob)
    answer = here.post(DELETE, follow=True)
    assert "Your account is deleted." in answer.content.decode()
    assert not is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert not Membership.objects.filter(user=bob).exists()
    page = signed_in(alice).get(reverse("room", args=[lobby.slug])).content.decode()
    assert "Deleted account" in page
    assert "Bob" not in page


def test_a_form_that_was_sent_too_late_goes_on_after_the_password(bob, settings):
    browser = confirmed(bob)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1
    asked = browser.post(DELETE)
    assert User.objects.get(pk=bob.pk).is_active

    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
    browser.post(asked.headers["Location"], {"password": "wrong"})
    assert User.objects.get(pk=bob.pk).is_active


@pytest.mark.parametrize("address", [DEACTIVATE, DELETE])
def test_the_only_administrator_is_told_what_to_do_first(alice, address):
    User.objects.update(is_superuser=True)
    answer = confirmed(User.objects.get()).post(address, follow=True)
    assert "Make somebody else an administrator first." in answer.content.decode()
    assert User.objects.get().is_active


def test_an_account_that_was_deleted_cannot_be_opened_again_in_the_admin(alice, bob):
    confirmed(bob).post(DELETE)
    User.objects.filter(pk=alice.pk).update(is_superuser=True, is_staff=True)
    desk = confirmed(User.objects.get(pk=alice.pk))
    form = {"username": "bob", "is_active": "on"}
    inline = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
    answer = desk.post(reverse("admin:chat_user_change", args=[bob.pk]), form | inline)
    assert answer.status_code == 403
    assert not User.objects.get(pk=bob.pk).is_active
