"""Signing in and out."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from chat.models import BannedAddress, Sanction, User
from tests.conftest import PASSWORD

LOGIN = reverse("account_login")


def sign_in(client, login: str, password: str = PASSWORD):
    return client.post(LOGIN, {"login": login, "password": password})


def words_of(response) -> str:
    """What the page says, without what changes with every request or repeats what was typed."""
    form = response.context["form"]
    return f"{response.status_code} {form.errors.as_text()}"


@pytest.mark.parametrize("typed", ["alice", "ALICE", "ａｌｉｃｅ", " alice "])
def test_a_username_counts_in_any_case_and_width(client, alice, typed):
    assert sign_in(client, typed).headers["Location"] == reverse("home")
    assert client.get(reverse("rooms")).context["user"] == alice


def test_a_japanese_username_signs_in(db, client):
    User.objects.create_user(username="アリス", password=PASSWORD)
    assert sign_in(client, "ｱﾘｽ").status_code == 302


@pytest.mark.parametrize("typed", ["étienne", "ÉTIENNE", "E\u0301tienne", "étien\u200bne"])
def test_a_username_counts_in_any_case_of_every_script(db, client, typed):
    User.objects.create_user(username="Étienne", password=PASSWORD)
    assert sign_in(client, typed).status_code == 302


def test_a_name_of_any_length_is_answered(client, alice):
    answer = sign_in(client, "a" + "\u0301\u0323" * 100_000)
    assert "login" in answer.context["form"].errors


def test_attempts_are_counted_together_however_the_name_is_varied(client, alice):
    for number in range(6):
        sign_in(client, "ali" + "\u200b" * number + "ce", "wrong")
    assert "too many attempts" in words_of(sign_in(client, "ａlice"))


def test_an_email_address_signs_in_too(client, alice):
    User.objects.filter(pk=alice.pk).update(email="alice@example.com")
    assert sign_in(client, "Alice@example.com").status_code == 302


def test_a_wrong_password_is_told_without_saying_whether_the_account_exists(client, alice):
    known = words_of(sign_in(client, "alice", "wrong"))
    unknown = words_of(sign_in(client, "nobody", "wrong"))
    unknown_address = words_of(sign_in(client, "nobody@example.com", "wrong"))

    assert known == unknown == unknown_address
    assert "do not belong together" in known


def test_the_tries_are_counted_alike_for_known_and_unknown_names(client, alice):
    known = [words_of(sign_in(client, "alice", "wrong")) for _ in range(6)]
    cache.clear()
    unknown = [words_of(sign_in(client, "nobody", "wrong")) for _ in range(6)]

    assert "too many attempts" in known[5]
    assert known == unknown


def test_after_too_many_tries_even_the_right_password_waits(client, alice):
    for _ in range(5):
        sign_in(client, "ａｌｉｃｅ", "wrong")
    assert "too many attempts" in words_of(sign_in(client, "alice"))


def test_a_flood_of_sign_ins_gets_the_friendly_page(client, db):
    answers = [sign_in(client, f"nobody{number}", "wrong") for number in range(31)]

    assert answers[-1].status_code == 429
    assert "Too much at once" in answers[-1].content.decode()


def test_a_closed_account_cannot_sign_in(client, alice):
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert sign_in(client, "alice").headers["Location"] == reverse("account_inactive")
    assert client.get(reverse("rooms")).status_code == 302


def test_signing_in_makes_a_session_and_a_token_that_nobody_can_have_planted(client, alice, lobby):
    planted = client.session
    planted["invitation"] = "kept"
    planted.save()
    client.get(LOGIN)
    token = client.cookies["csrftoken"].value
    assert sign_in(client, "alice").status_code == 302
    assert client.session.session_key != planted.session_key
    assert client.cookies["csrftoken"].value != token


def test_whoever_was_sent_to_sign_in_comes_back_to_where_they_wanted(client, alice, lobby):
    wanted = reverse("room", args=[lobby.slug])
    first = client.get(wanted)
    assert first.headers["Location"] == f"{LOGIN}?next={wanted}"

    answer = client.post(LOGIN, {"login": "alice", "password": PASSWORD, "next": wanted})
    assert answer.headers["Location"] == wanted


def test_nobody_is_led_to_another_site_after_signing_in(client, alice):
    evil = {"login": "alice", "password": PASSWORD, "next": "https://evil.example/"}
    assert client.post(LOGIN, evil).headers["Location"] == reverse("home")


def test_the_admin_signs_in_by_the_common_page(client, db):
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0] == f"{LOGIN}?next=%2Fadmin%2F"


def test_signing_out_takes_a_form_and_ends_the_session(signed_in, alice):
    browser = signed_in(alice)
    assert browser.get(reverse("account_logout")).status_code == 200
    browser.post(reverse("account_logout"))
    assert browser.get(reverse("rooms")).status_code == 302


@pytest.mark.parametrize("junk", ["nul\0", "x" * 100_000, "' OR 1=1 --", "\u202e", "𠮷野家"])
def test_junk_in_the_sign_in_form_is_answered_by_the_form(client, db, junk):
    answer = client.post(LOGIN, {"login": junk, "password": junk})
    assert answer.status_code == 200
    assert answer.context["form"].errors


# --- From a banned address --------------------------------------------------------------------


@pytest.fixture
def banned(bob) -> Sanction:
    """A ban of bob along with the address from which the tests come."""
    laid = Sanction.objects.create(user=bob, kind=Sanction.Kind.BAN)
    BannedAddress.objects.create(address="127.0.0.1", sanction=laid)
    return laid


def test_nobody_signs_in_from_a_banned_address(client, banned, alice):
    answer = client.post(LOGIN, {"login": "alice", "password": PASSWORD}, follow=True)
    assert "Nobody signs in or up from this address at present." in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_from_another_address_they_do(client, banned, alice):
    given = {"login": "alice", "password": PASSWORD}
    client.post(LOGIN, given, REMOTE_ADDR="192.0.2.9")
    assert "_auth_user_id" in client.session


def test_the_staff_signs_in_from_anywhere_and_can_lift_it(client, banned, alice):
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    client.post(LOGIN, {"login": "alice", "password": PASSWORD})
    assert "_auth_user_id" in client.session


def test_whoever_is_signed_in_already_stays_so(signed_in, banned, alice):
    assert signed_in(alice).get(reverse("rooms")).status_code == 200
