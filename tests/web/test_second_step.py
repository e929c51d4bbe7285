"""Codes from an app, recovery codes and passkeys: setting them up, and being asked for them.

Making and showing a passkey takes a browser: tests/browser/test_accounts.py.
"""

import json
import re
from threading import Barrier, Thread

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import connection
from django.urls import reverse

from chat.models import User
from tests.conftest import PASSWORD
from tests.source import ROOT
from tests.web.accounts import code_for, confirmed, is_signed_in, sign_in, turn_on_codes

PASSKEY = json.loads((ROOT / "tests/samples/passkey.json").read_text())
INDEX = reverse("mfa_index")
STEP = reverse("mfa_authenticate")
CODES = reverse("mfa_view_recovery_codes")
LOCKED = [
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_generate_recovery_codes",
    "account_deactivate",
    "account_delete",
]


def passkey_of(user: User, name: str = "Phone") -> Authenticator:
    data = {"name": name, "credential": PASSKEY}
    return Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data)


def recovery_codes(browser) -> list[str]:
    return browser.get(CODES).context["unused_codes"]


# --- Codes from an app ----------------------------------------------------------------------


def test_an_app_is_set_up_with_a_square_and_gives_recovery_codes(alice):
    browser = confirmed(alice)
    page = browser.get(reverse("mfa_activate_totp")).content.decode()
    assert 'src="data:image/svg+xml;base64,' in page

    turn_on_codes(browser)
    assert "On" in browser.get(INDEX).content.decode()
    assert len(recovery_codes(browser)) == 10


def test_a_wrong_code_turns_nothing_on(alice):
    browser = confirmed(alice)
    answer = browser.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert "This did not fit" in answer.content.decode()
    assert not Authenticator.objects.exists()


def test_the_password_alone_opens_nothing_any_more(alice):
    secret = turn_on_codes(confirmed(alice))
    browser = sign_in()
    assert not is_signed_in(browser)

    browser.post(STEP, {"code": code_for(secret, later=1)})
    assert is_signed_in(browser)


def test_a_wrong_code_is_told_and_opens_nothing(alice):
    turn_on_codes(confirmed(alice))
    browser = sign_in()
    answer = browser.post(STEP, {"code": "123456"})
    assert "This did not fit" in answer.content.decode()
    assert not is_signed_in(browser)


def test_codes_cannot_be_guessed_without_end(alice):
    turn_on_codes(confirmed(alice))
    browser = sign_in()
    answers = [browser.post(STEP, {"code": "123456"}) for _ in range(6)]
    assert "too many attempts" in answers[-1].content.decode()


def test_the_step_comes_after_the_password_only(client, alice):
    assert client.get(STEP).headers["Location"] == reverse("account_login")


def test_the_code_that_turned_codes_on_opens_nothing(alice):
    secret = turn_on_codes(confirmed(alice))
    cache.clear()
    browser = sign_in()
    browser.post(STEP, {"code": code_for(secret)})
    assert not is_signed_in(browser)


@pytest.mark.parametrize("later", [1, 0, -1])
def test_a_code_counts_once_and_so_do_all_older_ones(alice, later):
    secret = turn_on_codes(confirmed(alice))
    first, second = sign_in(), sign_in()
    first.post(STEP, {"code": code_for(secret, later=1)})
    cache.clear()  # what the library remembers, for 30 s of 90
    second.post(STEP, {"code": code_for(secret, later)})
    assert is_signed_in(first)
    assert not is_signed_in(second)


def test_a_code_that_confirmed_something_opens_nothing(alice, signed_in):
    secret = turn_on_codes(confirmed(alice))
    code = code_for(secret, later=1)
    signed_in(alice).post(reverse("mfa_reauthenticate"), {"code": code})
    cache.clear()
    browser = sign_in()
    browser.post(STEP, {"code": code})
    assert not is_signed_in(browser)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_of_two_who_use_one_code_at_once_one_gets_in(alice, kind):
    browser = confirmed(alice)
    secret = turn_on_codes(browser)
    code = code_for(secret, later=1) if kind == "app" else recovery_codes(browser)[0]
    browsers, start = [sign_in() for _ in range(3)], Barrier(3)

    def enter(own) -> None:
        start.wait(timeout=60)
        own.post(STEP, {"code": code})
        connection.close()

    threads = [Thread(target=enter, args=[own]) for own in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sum(is_signed_in(own) for own in browsers) == 1


def test_a_recovery_code_counts_once(alice):
    browser = confirmed(alice)
    turn_on_codes(browser)
    code = recovery_codes(browser)[0]
    first, second = sign_in(), sign_in()

    first.post(STEP, {"code": code})
    second.post(STEP, {"code": code})
    assert is_signed_in(first)
    assert not is_signed_in(second)


def test_codes_can_be_turned_off_and_recovery_codes_end_with_them(alice):
    browser = confirmed(alice)
    turn_on_codes(browser)
    browser.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists()
    assert is_signed_in(sign_in())


# --- Recovery codes -------------------------------------------------------------------------


def test_recovery_codes_are_downloaded_as_a_text(alice):
    browser = confirmed(alice)
    turn_on_codes(browser)
    answer = browser.get(reverse("mfa_download_recovery_codes"))
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.content.decode().split() == recovery_codes(browser)


def test_new_recovery_codes_replace_the_old_ones(alice):
    browser = confirmed(alice)
    turn_on_codes(browser)
    old = recovery_codes(browser)
    browser.post(reverse("mfa_generate_recovery_codes"))
    assert not set(old) & set(recovery_codes(browser))


def test_there_are_no_recovery_codes_without_something_to_recover(alice):
    answer = confirmed(alice).post(reverse("mfa_generate_recovery_codes"))
    assert "Add one of these first" in answer.content.decode()


# --- Passkeys -------------------------------------------------------------------------------


def test_a_passkey_is_renamed(alice):
    passkey = passkey_of(alice)
    confirmed(alice).post(reverse("mfa_edit_webauthn", args=[passkey.pk]), {"name": "電話"})
    passkey.refresh_from_db()
    assert passkey.data["name"] == "電話"


def test_a_passkey_is_removed(alice):
    passkey = passkey_of(alice)
    confirmed(alice).post(reverse("mfa_remove_webauthn", args=[passkey.pk]))
    assert not Authenticator.objects.exists()


def test_nobody_removes_their_only_way_to_sign_in(alice, signed_in, settings):
    settings.MFA_REAUTHENTICATION_REQUIRED = False
    first, second = passkey_of(alice), passkey_of(alice, "Computer")
    User.objects.update(password="!")
    browser = signed_in(User.objects.get())
    browser.post(reverse("mfa_remove_webauthn", args=[first.pk]))
    answer = browser.post(reverse("mfa_remove_webauthn", args=[second.pk]), follow=True)
    assert "only way in" in answer.content.decode()
    assert Authenticator.objects.get() == second


@pytest.mark.parametrize("name", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_the_passkeys_of_others_are_not_found(alice, bob, name):
    theirs = passkey_of(bob)
    answer = confirmed(alice).post(reverse(name, args=[theirs.pk]), {"name": "mine"})
    assert answer.status_code == 404
    theirs.refresh_from_db()
    assert theirs.data["name"] == "Phone"


@pytest.mark.parametrize("name", ["x" * 81, "nul\0", "\u202e", ""])
def test_a_passkey_keeps_its_name_when_the_new_one_cannot_be(alice, name):
    passkey = passkey_of(alice)
    confirmed(alice).post(reverse("mfa_edit_webauthn", args=[passkey.pk]), {"name": name})
    passkey.refresh_from_db()
    assert passkey.data["name"] == "Phone"


@pytest.mark.parametrize(
    "credential", ["", "{}", "nonsense", "[1]", '{"id": "\0"}', "null", json.dumps(PASSKEY)]
)
def test_junk_for_a_passkey_opens_nothing(client, alice, credential):
    answer = client.post(reverse("mfa_login_webauthn"), {"credential": credential})
    assert answer.status_code == 302
    assert not is_signed_in(client)


@pytest.mark.parametrize("credential", ["", "{}", "nonsense", "[1]", "null", json.dumps(PASSKEY)])
def test_junk_is_not_stored_as_a_passkey(alice, credential):
    browser = confirmed(alice)
    form = {"name": "Phone", "passwordless": "True", "credential": credential}
    assert browser.post(reverse("mfa_add_webauthn"), form).status_code == 200
    assert not Authenticator.objects.exists()


def test_the_list_of_passkeys_is_on_the_common_page(alice):
    passkey_of(alice, "My phone")
    page = confirmed(alice).get("/accounts/2fa/webauthn/", follow=True)
    assert "My phone" in page.content.decode()


# --- Confirming that it is them -------------------------------------------------------------


@pytest.mark.parametrize("name", LOCKED)
def test_what_matters_asks_for_the_password_once_more(signed_in, alice, name):
    answer = signed_in(alice).get(reverse(name))
    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))


@pytest.mark.parametrize("name", LOCKED)
def test_a_confirmation_does_not_last_for_ever(alice, settings, name):
    browser = confirmed(alice)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    answer = browser.post(reverse(name))
    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert User.objects.get().is_active


def test_a_wrong_password_confirms_nothing(signed_in, alice):
    browser = signed_in(alice)
    answer = browser.post(reverse("account_reauthenticate"), {"password": "wrong"})
    assert answer.context["form"].errors
    assert browser.get(reverse("account_delete")).status_code == 302


def test_a_code_confirms_as_well(alice, signed_in):
    secret = turn_on_codes(confirmed(alice))
    browser = signed_in(alice)
    page = browser.get(reverse("account_reauthenticate")).content.decode()
    assert "Use a code" in page

    browser.post(reverse("mfa_reauthenticate"), {"code": code_for(secret, later=1)})
    assert browser.get(reverse("account_delete")).status_code == 200


def test_whoever_has_only_a_passkey_is_asked_for_it(alice, signed_in):
    passkey_of(alice)
    User.objects.update(password="!")
    browser = signed_in(User.objects.get())
    answer = browser.get(reverse("account_delete"))
    assert answer.headers["Location"].startswith("/accounts/2fa/")


# --- The page -------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_pages_of_the_second_step_bring_no_inline_code(alice, language):
    browser = confirmed(alice)
    turn_on_codes(browser)
    passkey = passkey_of(alice)
    addresses = [
        INDEX,
        CODES,
        reverse("mfa_add_webauthn"),
        reverse("mfa_edit_webauthn", args=[passkey.pk]),
        reverse("mfa_remove_webauthn", args=[passkey.pk]),
        reverse("mfa_deactivate_totp"),
        reverse("mfa_generate_recovery_codes"),
        reverse("mfa_reauthenticate"),
    ]
    for address in addresses:
        page = browser.get(address, headers={"accept-language": language}).content.decode()
        assert f'<html lang="{language}">' in page
        assert not re.search(r"<script(?![^>]*(src=|application/json))|style=| on\w+=", page)


def test_the_sign_in_page_offers_passkeys(client, db):
    page = client.get(reverse("account_login")).content.decode()
    assert f'action="{reverse("mfa_login_webauthn")}"' in page


def test_the_options_for_a_passkey_name_nobody(client, alice):
    passkey_of(alice)
    answer = client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    assert not answer.json()["request_options"]["publicKey"].get("allowCredentials")


def test_an_administrator_takes_a_lost_second_step_away(alice, bob):
    turn_on_codes(confirmed(bob))
    User.objects.filter(pk=alice.pk).update(is_staff=True, is_superuser=True)
    desk = confirmed(User.objects.get(pk=alice.pk))
    for step in Authenticator.objects.filter(user=bob):
        address = reverse("admin:mfa_authenticator_change", args=[step.pk])
        assert str(step.data) not in desk.get(address).content.decode()
        desk.post(reverse("admin:mfa_authenticator_delete", args=[step.pk]), {"post": "yes"})
    assert is_signed_in(sign_in("bob", PASSWORD))
