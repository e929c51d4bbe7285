"""`create_admin`, `reset_password` and `test_mail`: for whoever stands before a locked door."""

from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from chat.actions.people.bulk import sign_in_people
from chat.models import User
from tests import services
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

NEW_PASSWORD = "tr0mbone-and-lantern"


@pytest.fixture
def typed(monkeypatch):
    """Return a function that puts this before the command, as `echo … |` does."""

    def put(text: str) -> None:
        monkeypatch.setattr("sys.stdin", StringIO(text))

    return put


def told(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def test_an_administrator_is_made_who_can_sign_in(typed, client):
    typed(f"{NEW_PASSWORD}\n")
    assert "@root is an administrator" in told("create_admin", "root", "--email=root@x.test")
    made = User.objects.get(username="root")
    assert (made.is_staff, made.is_superuser, made.email) == (True, True, "root@x.test")
    form = {"login": "root", "password": NEW_PASSWORD}
    assert client.post("/accounts/login/", form).status_code == 302


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["Alice"], "taken"),
        (["two words"], "username: Use letters"),
        (["root", "--email=nonsense"], "email: Enter a valid"),
    ],
)
def test_an_administrator_that_there_cannot_be_is_refused(typed, alice, arguments, reason):
    typed(f"{NEW_PASSWORD}\n")
    with pytest.raises(CommandError, match=reason):
        told("create_admin", *arguments)
    assert User.objects.count() == 1


@pytest.mark.parametrize("password", ["", "short", "password", "12345678901"])
def test_a_password_that_can_be_guessed_is_refused(typed, alice, password):
    typed(f"{password}\n")
    for command in ("create_admin root", "reset_password alice"):
        with pytest.raises(CommandError, match="password"):
            told(*command.split())
    assert User.objects.get().check_password(PASSWORD)


def test_a_new_password_ends_all_sessions(typed, alice, client):
    [key] = sign_in_people([alice])
    client.cookies["sessionid"] = key
    assert client.get("/account/").status_code == 200
    typed(f"{NEW_PASSWORD}\n")
    assert "@alice has a new password" in told("reset_password", "ALICE")
    assert User.objects.get().check_password(NEW_PASSWORD)
    assert client.get("/account/").status_code == 302


def test_nobody_gets_no_password(typed, alice):
    typed(f"{NEW_PASSWORD}\n")
    with pytest.raises(CommandError, match="nobody called carol"):
        told("reset_password", "carol")


def test_a_closed_account_is_not_opened_by_a_password(typed, alice):
    User.objects.update(is_active=False)
    with pytest.raises(CommandError, match="is closed"):
        told("reset_password", "alice")


def test_a_mail_is_sent_to_see_that_it_arrives():
    assert "to root@x.test" in told("test_mail", "root@x.test")
    assert [message.to for message in mail.outbox] == [["root@x.test"]]


def test_what_a_mail_server_says_is_told(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", services.free_port()
    with pytest.raises(CommandError, match=r"127\.0\.0\.1:\d+ does not take it: .*refused"):
        told("test_mail", "root@x.test")
