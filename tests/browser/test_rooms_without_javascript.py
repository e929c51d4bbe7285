"""Everything about a room can be done without JavaScript, from making it to handing it over."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import PHONE, Site


@pytest.fixture
def site(commands, server) -> Site:
    return Site(commands)


@pytest.fixture
def other(site) -> str:
    """The username of the second person."""
    return site.people[1]["username"]


@pytest.fixture
def owner(open_window, server, site) -> Page:
    """The first person of a site, on a phone that runs no scripts."""
    page = open_window(java_script_enabled=False, locale="en", viewport=PHONE)
    site.sign_in(page, server.url, 0)
    return page


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).last.click()


def confirm(page: Page, name: str) -> None:
    """Unfold what has consequences, read it, and do it."""
    page.locator("summary", has_text=name).click()
    press(page, name)


def go_to(page: Page, name: str) -> None:
    page.locator("main").get_by_role("link", name=name, exact=True).click()


def expect_told(page: Page, words: str) -> None:
    expect(page.locator(".notice")).to_contain_text(words)


def make_private_room(page: Page) -> None:
    page.goto("/rooms/new/")
    page.get_by_label("Name").fill("Garden")
    page.get_by_label("Private").check()
    press(page, "Make the room")


def members_page(page: Page) -> None:
    page.goto(page.url + "members/")


def test_a_room_is_made_and_people_are_added_promoted_and_removed(owner, other):
    make_private_room(owner)
    members_page(owner)
    go_to(owner, "Add people")
    owner.get_by_label("Usernames").fill(f"@{other}")
    press(owner, "Add")
    expect_told(owner, "1 person was added.")

    owner.locator(".menu summary").click()
    press(owner, "Make a moderator")
    expect(owner.locator(".tag", has_text="moderator")).to_be_visible()

    owner.locator(".menu summary").click()
    press(owner, "Remove from the room")
    expect_told(owner, "is no longer a member.")


def test_a_room_is_opened_archived_and_reopened(owner):
    make_private_room(owner)
    members_page(owner)
    go_to(owner, "Settings")
    confirm(owner, "Make the room public")
    expect_told(owner, "The room is public now.")
    confirm(owner, "Archive the room")
    expect_told(owner, "The room is archived.")
    press(owner, "Reopen the room")
    expect_told(owner, "The room is open again.")


def test_a_link_is_made_shown_as_a_code_and_ended(owner):
    make_private_room(owner)
    members_page(owner)
    go_to(owner, "Invitation links")
    owner.get_by_label("Works for").select_option("never")
    owner.get_by_label("Lets in").select_option("1")
    press(owner, "Make a link")
    expect(owner.locator(".link")).to_contain_text("Used 0 of 1 time")
    go_to(owner, "Show as QR code")
    expect(owner.get_by_alt_text("QR code of the invitation link")).to_be_visible()
    go_to(owner, "Back")
    press(owner, "End this link")
    expect_told(owner, "The link no longer works.")


def test_a_room_is_handed_over(owner, other):
    make_private_room(owner)
    members_page(owner)
    go_to(owner, "Add people")
    owner.locator("main [name=q]").fill(other)
    owner.locator("main [name=q]").press("Enter")
    owner.locator(".list__item", has_text=f"@{other}").get_by_role("button").click()
    go_to(owner, "Settings")
    owner.locator("summary", has_text="Hand the room over").click()
    owner.get_by_label("Username of the new owner").fill(other)
    press(owner, "Hand the room over")
    expect_told(owner, "is the owner now. You are a moderator.")


def test_a_conversation_is_opened(owner, other):
    owner.goto(f"/direct/new/?q={other}")
    owner.locator(".list").get_by_role("button").click()
    owner.wait_for_url("**/rooms/*/")
