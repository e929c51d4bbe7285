"""What several tests of accounts do in a browser: sign in, confirm that it is them, make codes."""

import re
import time

from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.test import Client
from django.urls import reverse

from chat.models import User
from tests.conftest import PASSWORD

APP_SECONDS = 30


def sign_in(username: str = "alice", password: str = PASSWORD) -> Client:
    """Return a browser that has sent the sign-in form; a second step may be left."""
    browser = Client()
    browser.post(reverse("account_login"), {"login": username, "password": password})
    return browser


def confirmed(user: User) -> Client:
    """Return a browser whose person has just typed the password once more."""
    browser = Client()
    browser.force_login(user)
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return browser


def code_for(secret: str, later: int = 0) -> str:
    """Return what an app shows now, or so many half minutes later; one later counts already."""
    now = int(time.time()) // APP_SECONDS
    return totp.format_hotp_value(totp.hotp_value(secret, now + later))


def turn_on_codes(browser: Client) -> str:
    """Set up an app and return its secret."""
    address = reverse("mfa_activate_totp")
    secret = browser.get(address).context["form"].secret
    browser.post(address, {"code": code_for(secret)})
    return secret


def is_signed_in(browser: Client) -> bool:
    """Whether pages of people open."""
    return browser.get(reverse("rooms")).status_code == 200


def link_in_mail() -> str:
    """Return the path of the link in the newest mail."""
    return re.search(r"http://testserver(/\S+)", str(mail.outbox[-1].body))[1]
