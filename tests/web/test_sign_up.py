"""Making an account: by invitation, or openly when the administrator allows it."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from chat.actions.people.newcomers import Newcomer, sign_up
from chat.actions.refusal import Refused
from chat.models import BannedAddress, Invitation, Membership, Sanction, SiteSettings, User
from chat.web.account.adapter import AccountAdapter

SIGN_UP = reverse("account_signup")
FILLED_IN = {
    "username": "dave",
    "name": "デイヴ",
    "email": "",
    "password1": "correct horse battery staple",
    "password2": "correct horse battery staple",
}


def follow(client, invitation: Invitation):
    return client.post(reverse("invitation", args=[invitation.token]))


def test_nobody_signs_up_without_an_invitation(client, lobby):
    assert "You need an invitation" in client.get(SIGN_UP).content.decode()
    client.post(SIGN_UP, FILLED_IN)
    assert not User.objects.filter(username="dave").exists()


def test_whoever_was_invited_makes_an_account_and_stands_in_the_room(client, invitation):
    assert follow(client, invitation).headers["Location"] == SIGN_UP
    answer = client.post(SIGN_UP, FILLED_IN)

    dave = User.objects.get(username="dave")
    assert answer.headers["Location"] == reverse("room", args=[invitation.room.slug])
    assert dave.name == "デイヴ"
    assert Membership.objects.filter(room=invitation.room, user=dave).exists()
    assert Invitation.objects.get().used == 1
    assert client.get(reverse("rooms")).context["user"] == dave


def test_the_page_of_an_invitation_alone_opens_nothing(client, invitation):
    client.get(reverse("invitation", args=[invitation.token]))
    assert "You need an invitation" in client.get(SIGN_UP).content.decode()


def test_an_invitation_that_ends_meanwhile_opens_nothing(client, invitation):
    follow(client, invitation)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert "You need an invitation" in client.post(SIGN_UP, FILLED_IN).content.decode()
    assert not User.objects.filter(username="dave").exists()


def test_an_invitation_that_ends_at_the_last_moment_leaves_no_account(invitation):
    Invitation.objects.update(revoked_at=timezone.now())
    with pytest.raises(Refused, match="invitation_ended"):
        sign_up(Newcomer("dave", "a password"), invitation)
    assert not User.objects.filter(username="dave").exists()


def test_anybody_signs_up_when_the_administrator_allows_it(client, open_sign_up):
    assert client.post(SIGN_UP, FILLED_IN).headers["Location"] == reverse("home")
    assert User.objects.get().username == "dave"


def test_a_new_person_reads_the_language_of_the_page_they_came_by(client, open_sign_up):
    client.post(SIGN_UP, FILLED_IN, headers={"accept-language": "ja"})
    assert User.objects.get().language == "ja"


def test_a_username_is_stored_in_one_width(client, open_sign_up):
    client.post(SIGN_UP, FILLED_IN | {"username": "ｄａｖｅ"})
    assert User.objects.get().username == "dave"


@pytest.mark.parametrize("taken", ["alice", "ALICE", "ａｌｉｃｅ"])
def test_a_taken_username_is_told(client, open_sign_up, alice, taken):
    answer = client.post(SIGN_UP, FILLED_IN | {"username": taken})
    assert answer.context["form"].errors["username"] == [
        "This username is taken. Choose another one."
    ]


def test_a_username_that_is_taken_at_the_last_moment_is_told(alice):
    with pytest.raises(Refused, match="username_taken"):
        sign_up(Newcomer("Alice", "a password"))


def test_an_address_that_somebody_has_is_not_given_away(client, open_sign_up, alice):
    EmailAddress.objects.create(user=alice, email="alice@example.com", verified=True, primary=True)

    known = client.post(SIGN_UP, FILLED_IN | {"email": "alice@example.com"})
    client.post(reverse("account_logout"))
    cache.clear()
    unknown = client.post(SIGN_UP, FILLED_IN | {"username": "erin", "email": "erin@example.com"})

    assert known.status_code == unknown.status_code == 302
    assert known.headers["Location"] == unknown.headers["Location"]
    assert [message.subject for message in mail.outbox] == [
        "Confirm your e-mail address at Hiroba"
    ] * 2


def test_a_copied_address_does_not_open_the_account_that_has_it(client, open_sign_up, alice):
    EmailAddress.objects.create(user=alice, email="alice@example.com", verified=True, primary=True)
    client.post(SIGN_UP, FILLED_IN | {"email": "alice@example.com"})
    client.post(reverse("account_logout"))

    mail.outbox.clear()
    client.post(reverse("account_reset_password"), {"email": "alice@example.com"})
    assert len(mail.outbox) == 1
    assert "alice" in mail.outbox[0].body
    assert "dave" not in mail.outbox[0].body


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "nul\0"),
        ("username", "two words"),
        ("username", "㍿" * 40),
        ("name", "x" * 81),
        ("username", "all"),
        ("username", "全員"),
        ("username", "Ｈｅｒｅ"),
        ("username", "а11"),
        ("username", "admin"),
        ("username", "rooms"),
        ("username", "deleted-0123"),
        ("username", "\u3164"),
        ("username", "иvan"),
        ("name", "\u3164"),
        ("name", "\u2800 \u115f"),
        ("name", "\u0301"),
        ("name", "\u200b"),
        ("name", "Admin"),
        ("name", "＠ａｌｌ"),
        ("email", "a@" + "b." * 130 + "example"),
        ("password1", "short"),
        ("password2", "nul\0"),
    ],
)
def test_what_cannot_be_stored_comes_back_with_a_message(client, open_sign_up, field, value):
    answer = client.post(SIGN_UP, FILLED_IN | {field: value})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not User.objects.exists()


@pytest.mark.parametrize("username", ["étienne", "ÉＴＩＥＮＮＥ", "É\u200btienne"])
def test_a_username_is_taken_in_any_case_and_width(client, open_sign_up, username):
    User.objects.create_user(username="Étienne")
    answer = client.post(SIGN_UP, FILLED_IN | {"username": username})
    assert "username" in answer.context["form"].errors
    assert User.objects.count() == 1


def test_what_does_not_show_is_taken_out_of_names(client, open_sign_up):
    client.post(
        SIGN_UP, FILLED_IN | {"username": "da\u200bve\u3164", "name": "\u202eDa\u00adve\u2800"}
    )
    dave = User.objects.get()
    assert (dave.username, dave.name) == ("dave", "Dave")


@pytest.mark.parametrize(
    ("username", "code"),
    [("all", "bad_username"), ("\u3164", "bad_username"), ("a b", "bad_username")],
)
def test_the_action_judges_a_username_whoever_calls_it(db, username, code):
    with pytest.raises(Refused) as caught:
        sign_up(Newcomer(username, "correct horse battery staple"))
    assert caught.value.code == code
    assert not User.objects.exists()


@pytest.mark.parametrize("name", ["\u3164", "\u2800", "\u0301", "a\0", "Admin"])
def test_the_action_judges_a_display_name_whoever_calls_it(db, name):
    with pytest.raises(Refused):
        sign_up(Newcomer("dave", "correct horse battery staple", name))


def test_a_mail_server_that_is_away_stops_nobody(client, open_sign_up, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    answer = client.post(SIGN_UP, FILLED_IN | {"email": "dave@example.com"})

    assert answer.status_code == 302
    assert "could not be sent" in caplog.text


# --- Closed -----------------------------------------------------------------------------------


def test_nobody_signs_up_while_it_is_closed_not_even_by_invitation(client, invitation):
    SiteSettings.objects.create(sign_up=SiteSettings.SignUp.CLOSED)
    follow(client, invitation)
    client.post(SIGN_UP, FILLED_IN)
    assert not User.objects.filter(username="dave").exists()
    assert Invitation.objects.get().used == 0


def test_nobody_signs_up_from_a_banned_address(client, open_sign_up, bob):
    BannedAddress.objects.create(address="127.0.0.1", sanction=banned(bob))
    client.post(SIGN_UP, FILLED_IN)
    assert not User.objects.filter(username="dave").exists()
    client.post(SIGN_UP, FILLED_IN, REMOTE_ADDR="192.0.2.9")
    assert User.objects.filter(username="dave").exists()


def banned(person: User) -> Sanction:
    return Sanction.objects.create(user=person, kind=Sanction.Kind.BAN)


def test_an_invitation_that_ends_while_the_form_is_checked_lets_nobody_in(
    client, invitation, monkeypatch
):
    follow(client, invitation)

    def slow(self, username, shallow=False):
        Invitation.objects.update(revoked_at=timezone.now())
        return username

    monkeypatch.setattr(AccountAdapter, "clean_username", slow)
    answer = client.post(SIGN_UP, FILLED_IN, follow=True)
    assert not User.objects.filter(username="dave").exists()
    assert "This link no longer works" in answer.content.decode()
