"""One address, several accounts: whoever confirmed it has it, and nobody's work grows with them."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chat.models import User
from chat.web.account.sign_in import folded, owner_of, person_named
from tests.conftest import PASSWORD
from tests.web.accounts import confirmed, is_signed_in, link_in_mail, sign_in

SHARED = "shared@example.com"
RESET = reverse("account_reset_password")


def claim(user: User, *, verified: bool = False, address: str = SHARED) -> None:
    EmailAddress.objects.create(user=user, email=address, verified=verified, primary=True)
    User.objects.filter(pk=user.pk).update(email=address)


@pytest.fixture
def eight(db) -> list[User]:
    people = [
        User.objects.create_user(username=f"claimant-{number}", password=f"{PASSWORD} {number}")
        for number in range(8)
    ]
    for person in people:
        claim(person)
    return people


@pytest.fixture
def compared(monkeypatch) -> list[str]:
    """The passwords that were hashed, whether to compare or to take as long."""
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self, password, salt):
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    return hashed


@pytest.mark.parametrize("login", [SHARED, "nobody@example.com", "claimant-3", "nobody"])
def test_a_wrong_password_is_compared_once(eight, compared, login):
    sign_in(login, "wrong")
    assert compared == ["wrong"]


def test_the_queries_of_a_wrong_sign_in_do_not_grow_with_the_claims(client, eight):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as made:
            sign_in(SHARED, "wrong")
        return len(made)

    many = queries()
    EmailAddress.objects.exclude(user=eight[0]).delete()
    assert many == queries()


def test_an_address_that_nobody_confirmed_signs_in_to_its_first_account_alone(eight):
    assert is_signed_in(sign_in(SHARED, f"{PASSWORD} 0"))
    assert not is_signed_in(sign_in(SHARED, f"{PASSWORD} 7"))
    assert is_signed_in(sign_in("claimant-7", f"{PASSWORD} 7"))


def test_a_confirmed_address_signs_in_to_its_account_alone(eight, alice):
    claim(alice, verified=True)
    assert is_signed_in(sign_in(SHARED))
    assert not is_signed_in(sign_in(SHARED, f"{PASSWORD} 0"))


def test_a_reset_sends_one_mail(client, eight):
    client.post(RESET, {"email": SHARED})
    [message] = mail.outbox
    assert "claimant-0" in message.body


def test_a_reset_is_for_the_account_that_confirmed_the_address(client, eight, alice):
    claim(alice, verified=True)
    client.post(RESET, {"email": SHARED})
    [message] = mail.outbox
    assert "the account alice" in message.body


def test_confirming_an_address_ends_what_others_claim_of_it(eight, alice):
    browser = confirmed(alice)
    browser.post(reverse("account_email"), {"action_add": "1", "email": SHARED})
    browser.post(link_in_mail())
    assert [found.user for found in EmailAddress.objects.filter(email=SHARED)] == [alice]
    assert [found.username for found in User.objects.filter(email=SHARED)] == ["alice"]


def test_an_address_is_confirmed_for_one_account(alice, bob):
    links = []
    for person in (alice, bob):
        browser = confirmed(person)
        browser.post(reverse("account_email"), {"action_add": "1", "email": SHARED})
        links.append((browser, link_in_mail()))
    for browser, link in links:
        browser.post(link)
    assert EmailAddress.objects.get(verified=True).user == alice


@pytest.mark.parametrize(
    "typed", ["Shared@Example.COM", "ｓｈａｒｅｄ＠example.com", " shared@example.com"]
)
def test_an_address_counts_in_any_case_and_width(client, alice, typed):
    claim(alice)
    assert is_signed_in(sign_in(typed))
    client.post(RESET, {"email": typed})
    assert mail.outbox[0].to == [SHARED]


def test_a_look_alike_letter_is_the_letter_that_it_stands_for():
    assert folded("ſhared@example.com") == folded("SHARED@EXAMPLE.COM") == SHARED
    assert folded("\N{KELVIN SIGN}@example.com") == "k@example.com"


def test_who_was_made_by_a_command_signs_in_by_address_too(db):
    root = User.objects.create_superuser("root", "Root@Example.com", PASSWORD)
    assert owner_of("root@example.com") == person_named("ROOT@example.com") == root


def test_an_open_account_comes_before_a_closed_one(alice, bob):
    claim(alice)
    claim(bob)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert owner_of(SHARED) == bob


# --- Accounts that are closed -----------------------------------------------------------------


@pytest.mark.parametrize("verified", [True, False])
def test_a_closed_account_gets_no_mail(client, alice, verified):
    claim(alice, verified=verified)
    User.objects.update(is_active=False)
    closed = client.post(RESET, {"email": SHARED})
    unknown = client.post(RESET, {"email": "nobody@example.com"})
    assert closed.headers["Location"] == unknown.headers["Location"]
    assert [message.to for message in mail.outbox] == [["nobody@example.com"]]


def test_a_link_that_was_sent_before_the_account_was_closed_changes_nothing(client, alice):
    claim(alice)
    client.post(RESET, {"email": SHARED})
    User.objects.update(is_active=False)
    page = client.get(link_in_mail(), follow=True)
    assert "This link no longer works" in page.content.decode()


def test_a_closed_account_confirms_no_address(client, alice):
    browser = confirmed(alice)
    browser.post(reverse("account_email"), {"action_add": "1", "email": SHARED})
    User.objects.update(is_active=False)
    client.post(link_in_mail())
    assert not EmailAddress.objects.filter(verified=True).exists()
