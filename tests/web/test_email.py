"""The e-mail address: changed only when its owner has opened the link."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse

from chat.models import User
from tests.web.accounts import confirmed, link_in_mail, turn_on_codes

EMAIL = reverse("account_email")


@pytest.fixture
def alice_with_address(alice: User) -> User:
    alice.email = "alice@example.com"
    alice.save(update_fields=["email"])
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)
    return alice


def ask(browser, email: str):
    return browser.post(EMAIL, {"action_add": "1", "email": email})


def test_a_new_address_counts_once_its_link_was_opened(alice_with_address):
    browser = confirmed(alice_with_address)
    ask(browser, "new@example.com")
    assert mail.outbox[-1].to == ["new@example.com"]
    assert User.objects.get().email == "alice@example.com"
    assert "new@example.com is not confirmed yet" in browser.get(EMAIL).content.decode()

    browser.post(link_in_mail())
    assert User.objects.get().email == "new@example.com"
    assert EmailAddress.objects.get().email == "new@example.com"


def test_a_first_address_is_added_the_same_way(alice):
    browser = confirmed(alice)
    assert "There is none" in browser.get(EMAIL).content.decode()
    ask(browser, "alice@example.com")
    browser.post(link_in_mail())
    assert User.objects.get().email == "alice@example.com"


def test_somebody_with_a_second_step_changes_the_address_too(alice_with_address):
    browser = confirmed(alice_with_address)
    turn_on_codes(browser)
    ask(browser, "new@example.com")
    browser.post(link_in_mail())
    assert User.objects.get().email == "new@example.com"


def test_the_link_is_sent_again(alice_with_address):
    browser = confirmed(alice_with_address)
    ask(browser, "new@example.com")
    browser.post(EMAIL, {"action_send": "1", "email": "new@example.com"})
    assert [message.to for message in mail.outbox] == [["new@example.com"]] * len(mail.outbox)


def test_a_change_is_given_up(alice_with_address):
    browser = confirmed(alice_with_address)
    ask(browser, "new@example.com")
    browser.post(EMAIL, {"action_remove": "1", "email": "new@example.com"})
    browser.post(link_in_mail())
    assert User.objects.get().email == "alice@example.com"


def test_the_address_changes_only_for_somebody_who_has_confirmed_that_it_is_them(signed_in, alice):
    answer = ask(signed_in(alice), "new@example.com")
    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert not mail.outbox


@pytest.mark.parametrize("junk", ["", "nonsense", "nul\0@example.com", "a" * 250 + "@example.com"])
def test_what_is_no_address_comes_back_with_a_message(alice, junk):
    answer = ask(confirmed(alice), junk)
    assert answer.context["form"].errors
    assert not mail.outbox


def test_an_address_that_somebody_has_is_not_given_away(alice_with_address, bob):
    browser = confirmed(bob)
    ask(browser, "alice@example.com")
    taken = browser.get(EMAIL).content.decode()
    browser.post(EMAIL, {"action_remove": "1", "email": "alice@example.com"})
    ask(browser, "nobody@example.com")
    free = browser.get(EMAIL).content.decode()

    assert ("is not confirmed yet" in taken) == ("is not confirmed yet" in free)
    assert User.objects.get(pk=bob.pk).email == ""
