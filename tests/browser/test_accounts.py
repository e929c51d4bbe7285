"""One's account in the browser: passkeys by a virtual authenticator, devices, whole pages."""

import re
from itertools import count

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.people import DESK, PHONE, Site, expect_ready

PASSWORD = "correct horse battery staple"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
PAGES = [
    "/account/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/add/",
    "/account/devices/",
    "/account/close/",
    "/account/deactivate/",
    "/account/delete/",
    "/site/",
]

_numbers = count(1)


@pytest.fixture
def username(commands, server) -> str:
    """An administrator with a password."""
    username = f"root{next(_numbers)}"
    options = ("--noinput", "--username", username, "--email", "")
    password = {"DJANGO_SUPERUSER_PASSWORD": PASSWORD}
    commands.run("createsuperuser", *options, **password)
    return username


@pytest.fixture
def address(server) -> str:
    """Where passkeys work: not where a number stands in the place of a name."""
    return server.url.replace("127.0.0.1", "localhost")


def sign_in(page: Page, username: str) -> None:
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(lambda url: "login" not in url)


def confirm(page: Page) -> None:
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/login/")


def keep_passkeys(page: Page) -> tuple[CDPSession, str]:
    """Give the window something that keeps passkeys, and return how to speak with it."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return devtools, made["authenticatorId"]


def make_passkey(page: Page) -> None:
    page.goto("/accounts/2fa/webauthn/add/")
    confirm(page)
    page.get_by_label("Name").fill("My phone")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.locator(".codes li")).to_have_count(10)


def test_a_passkey_signs_in_without_a_password_and_is_the_second_step_with_one(
    open_window, address, username
):
    page = open_window(base_url=address)
    keep_passkeys(page)
    sign_in(page, username)
    make_passkey(page)
    sign_out(page)

    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: "login" not in url)
    page.goto("/accounts/2fa/")
    expect(page.locator("main")).to_contain_text("My phone")
    expect(page.locator("main")).to_contain_text("last used")
    sign_out(page)

    sign_in(page, username)
    expect(page).to_have_url(re.compile("/accounts/2fa/authenticate/"))
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda url: "2fa" not in url)
    expect(page.locator(".rooms__me")).to_contain_text(username)


def test_a_passkey_confirms_that_it_is_them(open_window, address, username):
    page = open_window(base_url=address)
    keep_passkeys(page)
    sign_in(page, username)
    make_passkey(page)
    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: "login" not in url)

    page.goto("/account/delete/")
    page.get_by_role("link", name="Use a passkey").click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("button", name="Delete the account for ever")).to_be_visible()


def test_a_passkey_that_was_not_given_is_told_and_can_be_tried_again(
    open_window, address, username
):
    page = open_window(base_url=address)
    devtools, authenticator = keep_passkeys(page)
    sign_in(page, username)
    make_passkey(page)
    sign_out(page)

    verified = {"authenticatorId": authenticator, "isUserVerified": False}
    devtools.send("WebAuthn.setUserVerified", verified)
    button = page.get_by_role("button", name="Sign in with a passkey")
    button.click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing has changed")
    devtools.send("WebAuthn.setUserVerified", verified | {"isUserVerified": True})
    button.click()
    page.wait_for_url(lambda url: "login" not in url)


def test_where_passkeys_cannot_work_they_are_not_offered(open_window, username):
    page = open_window()  # an IP address
    page.goto("/accounts/login/")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    sign_in(page, username)
    page.goto("/accounts/2fa/webauthn/add/")
    confirm(page)
    expect(page.locator("main")).to_contain_text("Passkeys do not work here.")


def test_a_device_that_is_signed_out_from_another_one_notices_at_once(
    open_window, commands, server, username
):
    site = Site(commands)
    phone, desk = open_window(viewport=PHONE), open_window()
    sign_in(phone, username)
    sign_in(desk, username)
    phone.goto(f"/rooms/{site.slug}/")
    expect_ready(phone)

    desk.goto("/account/devices/")
    desk.get_by_role("button", name="Sign out on all other devices").click()
    expect(phone.locator("[data-ref=sign-in]")).to_be_visible()


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("locale", ["en", "ja"])
def test_the_pages_of_the_account_are_whole(open_window, username, locale, viewport):
    page = open_window(locale=locale, viewport=viewport)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    sign_in(page, username)
    page.goto("/account/delete/")
    confirm(page)
    page.wait_for_url("**/account/delete/")
    for address in [*PAGES, f"/people/{username}/"]:
        assert page.goto(address).status == 200, address
        assert page.locator("html").get_attribute("lang") == locale
        wide = "document.querySelector('main').scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(wide), address
    assert complaints == []
