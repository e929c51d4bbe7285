"""Signing out: the browser keeps nothing, windows leave, and unsent messages are asked about."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Site, expect_ready, write

# Not Playwright's own way to wait, which the pages' Content-Security-Policy forbids.
DRAFT_KEPT = """async () => {
  for (let look = 0; !JSON.stringify(localStorage).includes("half written"); look += 1) {
    if (look > 500) throw new Error("It was not kept.");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}"""
FORGOTTEN = """async () => {
  const kept = async () => [
    ...Object.keys(localStorage).filter((key) => key !== "hiroba:left"),
    ...(await indexedDB.databases()).map(({ name }) => name),
  ];
  for (let look = 0; (await kept()).length > 0; look += 1) {
    if (look > 500) return kept();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return [];
}"""


@pytest.fixture
def site(commands) -> Site:
    return Site(commands)


@pytest.fixture
def room(site: Site, open_window, server) -> Page:
    """A window in a room, with something half written."""
    page = open_window()
    site.sign_in(page, server.url, 0)
    page.goto(f"/rooms/{site.slug}/")
    expect_ready(page)
    page.locator("#body").fill("half written")
    page.evaluate(DRAFT_KEPT)
    return page


def sign_out(page: Page) -> None:
    page.goto("/account/")
    page.get_by_role("button", name="Sign out on this device").click()
    page.wait_for_url("**/accounts/login/")


def test_drafts_do_not_stay_and_other_windows_leave(room: Page):
    other = room.context.new_page()
    other.goto("/account/")
    sign_out(other)
    room.wait_for_url("**/accounts/login/**")
    for page in (room, other):
        assert page.evaluate(FORGOTTEN) == []


def test_an_expired_session_keeps_what_was_written(room: Page, site: Site, server):
    room.context.clear_cookies()
    room.goto("/accounts/login/")
    site.sign_in(room, server.url, 0)
    room.goto(f"/rooms/{site.slug}/")
    expect(room.locator("#body")).to_have_value("half written")


def test_messages_that_were_not_sent_are_asked_about(room: Page):
    room.route_web_socket("**/ws/", lambda socket: socket.close())
    room.reload()
    write(room, "cannot leave")
    room.goto("/account/")
    with room.expect_event("dialog") as asked:
        room.once("dialog", lambda dialog: dialog.dismiss())
        room.get_by_role("button", name="Sign out on this device").click()
    assert asked.value.message == (
        "Not sent yet: 1. Signing out loses what was not sent. Sign out?"
    )
    assert room.url.endswith("/account/")
    room.once("dialog", lambda dialog: dialog.accept())
    room.get_by_role("button", name="Sign out on this device").click()
    room.wait_for_url("**/accounts/login/")
