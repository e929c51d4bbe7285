"""What is logged of accounts, and the letters that tell their owners."""

import json
import logging
import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from chat.models import BannedAddress, Sanction, User
from config.logs import JsonFormatter
from tests.conftest import PASSWORD
from tests.web.accounts import code_for, confirmed, link_in_mail, sign_in, turn_on_codes

EMAIL = reverse("account_email")
CHANGE = reverse("account_change_password")
NEW = "an entirely new password"


@pytest.fixture
def told(caplog):
    """Return a function that returns the events so far, each with its facts."""
    caplog.set_level(logging.INFO, "chat.accounts")

    def events() -> list[dict]:
        return [record.facts for record in caplog.records if record.name == "chat.accounts"]

    return events


@pytest.fixture
def alice_with_address(alice: User) -> User:
    alice.email = "alice@example.com"
    alice.save(update_fields=["email"])
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)
    return alice


def names(events: list[dict]) -> list[str]:
    return [one["event"] for one in events]


def test_signing_in_is_told_with_account_and_address(told, alice):
    sign_in()
    assert told() == [{"event": "signed_in", "user": alice.pk, "ip": "127.0.0.1", "by": "password"}]


@pytest.mark.parametrize("login", ["alice", "nobody", PASSWORD, "a\nb user=1"])
def test_a_failure_is_told_without_what_was_typed(told, caplog, alice, login):
    sign_in(login, "hunter2")
    [failure] = told()
    known = alice.pk if login == "alice" else "-"
    assert failure == {"event": "sign_in_failed", "user": known, "ip": "127.0.0.1"}
    assert not re.search(r"hunter2|nobody|battery", caplog.text)


def test_too_many_tries_are_told(told, alice):
    for _ in range(6):
        sign_in("alice", "wrong")
    assert names(told())[-1] == "sign_in_limited"


def test_a_right_password_of_a_closed_account_is_told(told, alice):
    User.objects.filter(pk=alice.pk).update(is_active=False)
    sign_in()
    assert told() == [{"event": "sign_in_to_closed_account", "user": alice.pk, "ip": "127.0.0.1"}]


def test_a_sign_in_from_a_banned_address_is_told(told, alice, bob):
    ban = Sanction.objects.create(user=bob, kind=Sanction.Kind.BAN)
    BannedAddress.objects.create(address="127.0.0.1", sanction=ban)
    sign_in()
    assert names(told()) == ["sign_in_from_banned_address"]


def test_a_wrong_present_password_is_told(told, signed_in, alice):
    given = {"oldpassword": "wrong", "password1": NEW, "password2": NEW}
    signed_in(alice).post(CHANGE, given)
    assert names(told()) == ["signed_in", "password_change_failed"]


@pytest.mark.django_db(transaction=True)
def test_second_steps_are_told_with_their_kind(told, alice):
    secret = turn_on_codes(confirmed(alice))
    browser = sign_in()
    browser.post(reverse("mfa_authenticate"), {"code": "000000"})
    code = code_for(secret, later=1)
    browser.post(reverse("mfa_authenticate"), {"code": code})
    tail = [(one["event"], one.get("type") or one.get("by")) for one in told()[-4:]]
    assert tail[-3:] == [
        ("second_step_failed", "totp"),
        ("second_step_passed", "totp"),
        ("signed_in", "password+mfa"),
    ]
    assert ("second_step_added", "totp") in [(one["event"], one.get("type")) for one in told()]
    assert not re.search(rf"{code}|{secret}", str(told()))


def test_a_used_recovery_code_is_told(told, alice):
    browser = confirmed(alice)
    turn_on_codes(browser)
    codes = browser.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    sign_in().post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert {"event": "second_step_passed", "type": "recovery_codes"}.items() <= told()[-2].items()


def test_a_changed_password_and_ended_sessions_are_told(told, alice):
    browser = confirmed(alice)
    browser.post(CHANGE, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    browser.post(reverse("account_sessions_end_others"))
    browser.post(reverse("account_logout"))
    assert [one for one in names(told()) if one != "signed_in"] == [
        "password_changed",
        "sessions_ended",
        "signed_out",
    ]


def test_the_address_of_a_proxy_that_is_trusted_counts(told, alice, monkeypatch):
    monkeypatch.setattr("allauth.app_settings.AppSettings.TRUSTED_PROXY_COUNT", 1)
    Client(headers={"x-forwarded-for": "6.6.6.6, 203.0.113.7"}).post(
        reverse("account_login"), {"login": "alice", "password": PASSWORD}
    )
    assert told()[-1]["ip"] == "203.0.113.7"


def test_the_facts_are_fields_of_a_json_line(caplog, alice):
    caplog.set_level(logging.INFO, "chat.accounts")
    sign_in()
    line = json.loads(JsonFormatter().format(caplog.records[-1]))
    assert (line["event"], line["user"], line["ip"]) == ("signed_in", alice.pk, "127.0.0.1")
    assert line["message"] == f"signed_in user={alice.pk} ip=127.0.0.1 by=password"


# --- By the staff ---------------------------------------------------------------------------


def test_a_password_that_the_staff_changes_is_told_with_both_accounts(told, client, alice, root):
    client.force_login(root)
    given = {"password1": NEW, "password2": NEW, "usable_password": "true"}
    client.post(reverse("admin:auth_user_password_change", args=[alice.pk]), given)
    assert told()[-1] == {
        "event": "changed_by_staff",
        "user": alice.pk,
        "ip": "127.0.0.1",
        "by": root.pk,
        "what": "user",
        "act": "change",
    }


def test_an_address_that_the_staff_gives_and_takes_is_told(told, client, alice, root):
    client.force_login(root)
    given = {"user": alice.pk, "email": "new@example.com"}
    client.post(reverse("admin:account_emailaddress_add"), given)
    one = EmailAddress.objects.get()
    client.post(reverse("admin:account_emailaddress_delete", args=[one.pk]), {"post": "yes"})
    acts = [(one["user"], one["what"], one["act"]) for one in told()[1:]]
    assert acts == [(alice.pk, "emailaddress", "add"), (alice.pk, "emailaddress", "delete")]


# --- Letters ----------------------------------------------------------------------------------


def test_a_changed_password_is_told_by_mail(alice_with_address):
    confirmed(alice_with_address).post(
        CHANGE, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    )
    [message] = mail.outbox
    assert message.to == ["alice@example.com"]
    assert message.subject == "Your password at Hiroba was changed"
    assert "From: 127.0.0.1" in message.body
    assert "http://testserver/accounts/password/reset/" in message.body


def test_a_reset_password_is_told_by_mail(client, alice_with_address):
    client.post(reverse("account_reset_password"), {"email": "alice@example.com"})
    form = client.get(link_in_mail(), follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    assert mail.outbox[-1].subject == "Your password at Hiroba was changed"


def test_a_changed_address_is_told_at_the_old_and_the_new_one(told, alice_with_address):
    browser = confirmed(alice_with_address)
    browser.post(EMAIL, {"action_add": "1", "email": "new@example.com"})
    browser.post(link_in_mail())
    letters = {message.to[0]: message for message in mail.outbox[1:]}
    assert letters["new@example.com"].subject == "Your e-mail address at Hiroba is confirmed"
    assert "from alice@example.com to new@example.com" in letters["alice@example.com"].body
    assert {"address_added", "address_confirmed", "address_changed"} <= set(names(told()))
    assert "example.com" not in str(told())


@pytest.mark.django_db(transaction=True)
def test_codes_and_recovery_codes_are_told_by_mail(alice_with_address):
    browser = confirmed(alice_with_address)
    turn_on_codes(browser)
    browser.post(reverse("mfa_generate_recovery_codes"))
    browser.post(reverse("mfa_deactivate_totp"))
    subjects = [message.subject for message in mail.outbox]
    assert subjects == [
        "Codes from an app are on for your account at Hiroba",
        "New recovery codes for your account at Hiroba",
        "Codes from an app are off for your account at Hiroba",
    ]


def test_a_letter_is_in_its_readers_language_and_time(alice_with_address):
    User.objects.update(language="ja", time_zone="Europe/Rome")
    confirmed(alice_with_address).post(
        CHANGE, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    )
    [message] = mail.outbox
    assert "パスワード" in message.subject
    assert "CET" in message.body or "CEST" in message.body or "Europe/Rome" in message.body


def test_whoever_has_no_address_changes_the_password_all_the_same(alice):
    answer = confirmed(alice).post(
        CHANGE, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    )
    assert answer.status_code == 302
    assert mail.outbox == []
