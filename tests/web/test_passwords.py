"""Changing the password, and choosing a new one when it is forgotten."""

import re

import pytest
from django.contrib.auth import authenticate
from django.core import mail
from django.db import connection
from django.test import RequestFactory
from django.test.client import ClientHandler
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chat.models import Notice, User
from tests.conftest import PASSWORD

RESET = reverse("account_reset_password")
CHANGE = reverse("account_change_password")
NEW = "an entirely new password"


@pytest.fixture
def alice_with_address(alice: User) -> User:
    User.objects.filter(pk=alice.pk).update(email="alice@example.com")
    return alice


def ask_for_link(client, email: str):
    return client.post(RESET, {"email": email}, follow=True)


def without_tokens(answer) -> str:
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def link_in_mail() -> str:
    return re.search(r"http://testserver(/\S+)", str(mail.outbox[-1].body))[1]


def test_a_known_address_gets_a_link(client, alice_with_address):
    ask_for_link(client, "alice@example.com")

    [message] = mail.outbox
    assert message.to == ["alice@example.com"]
    assert message.subject == "Choose a new password at Hiroba"
    assert "the account alice at Hiroba" in message.body


def test_an_unknown_address_gets_the_same_page(client, alice_with_address):
    known = ask_for_link(client, "alice@example.com")
    unknown = ask_for_link(client, "nobody@example.com")

    assert known.redirect_chain == unknown.redirect_chain
    assert without_tokens(known) == without_tokens(unknown)
    assert mail.outbox[1].to == ["nobody@example.com"]
    assert "http" not in mail.outbox[1].body


def answer_of(email: str):
    """Return the answer to the form as it is sent: nothing that follows has been done."""
    handler = ClientHandler(enforce_csrf_checks=False)
    handler.load_middleware()
    request = RequestFactory().post(RESET, {"email": email})
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]  # as Django's client
    return handler.get_response(request)


@pytest.mark.parametrize(
    ("email", "mails"), [("alice@example.com", 1), ("bob@example.com", 0), ("x@example.com", 1)]
)
def test_the_answer_is_there_before_anybody_looks_whose_address_it_is(
    alice_with_address, bob, email, mails
):
    User.objects.filter(pk=bob.pk).update(email="bob@example.com", is_active=False)
    with CaptureQueriesContext(connection) as queries:
        answer = answer_of(email)
    assert answer.status_code == 302
    assert not [one for one in queries if "email" in one["sql"]]
    assert not mail.outbox
    answer.close()
    assert len(mail.outbox) == mails


def test_a_letter_that_cannot_be_written_is_a_line_in_the_log(alice, monkeypatch, caplog):
    monkeypatch.setattr("chat.web.account.allauth_forms.owner_of", None)
    answer = answer_of("alice@example.com")
    answer.close()
    assert "Work after a response failed" in caplog.text


def test_the_letter_is_in_the_language_of_the_page_on_which_it_was_asked_for(
    client, alice_with_address
):
    client.post(RESET, {"email": "alice@example.com"}, headers={"accept-language": "ja"})
    assert mail.outbox[0].subject == "【Hiroba】パスワードの再設定"


def test_the_link_lets_one_choose_a_new_password_once(client, alice_with_address):
    ask_for_link(client, "alice@example.com")
    link = link_in_mail()
    form = client.get(link, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})

    assert authenticate(None, username="alice", password=NEW)
    assert "This link no longer works" in client.get(link, follow=True).content.decode()


@pytest.mark.parametrize("key", ["1-nonsense", "zzzzzzzzzzzzz-x", "1-%00", "1-" + "x" * 500])
def test_a_link_that_nobody_sent_gets_a_calm_page(client, alice, key):
    answer = client.get(f"/accounts/password/reset/key/{key}/", follow=True)
    assert answer.status_code == 200
    assert "This link no longer works" in answer.content.decode()


def test_links_are_not_asked_for_without_end(client, alice_with_address):
    answers = [ask_for_link(client, "alice@example.com") for _ in range(6)]
    assert answers[-1].status_code == 429
    assert len(mail.outbox) == 5


def test_changing_the_password_keeps_this_browser_and_signs_out_the_others(signed_in, alice):
    here, elsewhere = signed_in(alice), signed_in(alice)
    here.post(CHANGE, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})

    assert authenticate(None, username="alice", password=NEW)
    assert here.get(reverse("rooms")).status_code == 200
    assert elsewhere.get(reverse("rooms")).status_code == 302


def test_the_password_is_not_changed_without_the_present_one(signed_in, alice):
    answer = signed_in(alice).post(
        CHANGE, {"oldpassword": "wrong", "password1": NEW, "password2": NEW}
    )
    assert "oldpassword" in answer.context["form"].errors
    assert authenticate(None, username="alice", password=PASSWORD)


def test_a_new_password_closes_the_sockets_of_all_devices(signed_in, alice):
    signed_in(alice).post(CHANGE, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert Notice.objects.filter(user=alice, kind=Notice.Kind.SIGNED_OUT).exists()


def test_whoever_resets_the_password_while_signed_in_signs_in_anew(signed_in, alice_with_address):
    browser = signed_in(alice_with_address)
    browser.get(reverse("rooms"))
    ask_for_link(browser, "alice@example.com")
    form = browser.get(link_in_mail(), follow=True)
    answer = browser.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})

    assert answer.status_code == 302
    assert browser.get(reverse("rooms")).status_code == 302
    assert authenticate(None, username="alice", password=NEW)


def test_a_password_from_the_admin_signs_the_person_out(signed_in, alice, bob):
    User.objects.filter(pk=alice.pk).update(is_staff=True, is_superuser=True)
    theirs = signed_in(bob)
    desk = signed_in(User.objects.get(pk=alice.pk))
    address = reverse("admin:auth_user_password_change", args=[bob.pk])
    desk.post(address, {"password1": NEW, "password2": NEW, "usable_password": "true"})

    assert authenticate(None, username="bob", password=NEW)
    assert theirs.get(reverse("rooms")).status_code == 302
    assert Notice.objects.filter(user=bob, kind=Notice.Kind.SIGNED_OUT).exists()
