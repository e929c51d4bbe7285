"""What stands around the conversation: counts, who is here, who writes, and who may stay."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.people import DESK, PHONE, Site, expect_stored, message, write

UNREAD = "[data-ref=unread] [data-ref=count]"
GRACE_MS = 30_000  # whoever closes a window is gone a while later: a reload must not flicker
MENTIONS = "[data-ref=mentions] [data-ref=count]"


@pytest.fixture
def site(commands, server) -> Site:
    return Site(commands, people=3)


@pytest.fixture
def enter(open_window, server, site):
    """Return a function that opens a room's page for one of the people and waits for the server."""

    def enter(person: int, slug: str | None = None, **options):
        page = open_window(**{"viewport": DESK, **options})
        site.sign_in(page, server.url, person)
        page.goto(f"/rooms/{slug or site.slug}/")
        expect(page.locator("[data-ref=here-count]")).not_to_be_empty()
        return page

    return enter


def link_to(page: Page, slug: str) -> Locator:
    """The room in the list at the left."""
    return page.locator(f"[data-ref=room-link][href='/rooms/{slug}/']")


def member(page: Page, username: str) -> Locator:
    """The person in the details at the right."""
    return page.locator(f"[data-ref=members] a[href='/people/{username}/']")


def act(page: Page, body: str, name: str) -> None:
    """Choose an act from the message's menu."""
    message(page, body).hover()
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name=name).click()


def remove(page: Page, slug: str, person: dict) -> None:
    """Remove somebody from a room, on its members' page."""
    page.goto(f"/rooms/{slug}/members/")
    row = page.locator(".list__item", has=page.locator(f"[href='/people/{person['username']}/']"))
    row.locator("summary").click()
    row.get_by_role("button", name="Remove from the room").click()


def test_two_devices_of_one_person_agree_on_what_is_unread(enter, site):
    other = site.add_room()
    desk, phone = enter(0), enter(0, viewport=PHONE, is_mobile=True, has_touch=True)
    bob = enter(1, slug=other)
    write(bob, "for both devices")
    for page in (desk, phone):
        expect(link_to(page, other).locator(UNREAD)).to_have_text("1")
    link_to(desk, other).click()
    expect_stored(desk, "for both devices")
    expect(link_to(phone, other).locator(UNREAD)).to_be_hidden()
    expect(phone).to_have_title(re.compile(r"^[^(]"))


def test_what_is_marked_as_unread_stays_so_until_the_person_comes_back(enter, site):
    other = site.add_room()
    desk, elsewhere, bob = enter(0), enter(0, slug=other), enter(1)
    for body in ("one.", "two.", "three."):
        write(bob, body)
    expect_stored(desk, "three.")
    expect(link_to(elsewhere, site.slug).locator(UNREAD)).to_be_hidden()
    act(desk, "two.", "Mark unread from here")
    for page in (desk, elsewhere):
        expect(link_to(page, site.slug).locator(UNREAD)).to_have_text("2")
    expect(desk.locator(".unread-line + li.message")).to_contain_text("two.")
    link_to(elsewhere, site.slug).click()
    expect(elsewhere.locator(".unread-line + li.message")).to_contain_text("two.")
    expect(link_to(desk, site.slug).locator(UNREAD)).to_be_hidden()


def test_being_called_is_counted_apart(enter, site):
    other = site.add_room()
    alice, bob = enter(0), enter(1, slug=other)
    write(bob, "for everybody")
    write(bob, f"@{site.people[0]['username']} for you")
    expect(link_to(alice, other).locator(UNREAD)).to_have_text("2")
    expect(link_to(alice, other).locator(MENTIONS)).to_have_text("1")
    alice.reload()
    expect(link_to(alice, other).locator(MENTIONS)).to_have_text("1")


def test_two_windows_are_one_person_who_is_here(enter, site):
    alice, bob = enter(0), enter(1)
    bobs = member(alice, site.people[1]["username"])
    expect(bobs.locator("[data-ref=face]")).to_have_attribute("title", "Here")
    expect(alice.locator("[data-ref=here-count]")).to_have_text("2 here")
    second = enter(1)
    bob.close()
    second.reload()
    expect(alice.locator("[data-ref=here-count]")).to_have_text("2 here")
    second.close()
    gone = bobs.locator("[data-ref=face][title=Away]")
    expect(gone).to_be_attached(timeout=GRACE_MS)
    expect(alice.locator("[data-ref=here-count]")).to_have_text("1 here")


def test_whoever_writes_is_shown_until_it_is_said(enter):
    alice, bob = enter(0), enter(1)
    before = alice.locator("#body").bounding_box()
    bob.locator("#body").press_sequentially("Hel")
    expect(alice.locator("[data-ref=typing]")).to_contain_text("is typing")
    assert alice.locator("#body").bounding_box() == before
    bob.locator("#body").press_sequentially("lo")
    bob.locator("#body").press("Enter")
    expect_stored(alice, "Hello")
    expect(alice.locator("[data-ref=typing]")).to_be_empty()


def test_the_list_and_the_header_follow_a_new_name(enter, site):
    alice, bob = enter(0), enter(1)
    alice.goto(f"/rooms/{site.slug}/settings/")
    name = alice.get_by_label("Name", exact=True)
    name.fill("The square")
    alice.locator("form", has=name).get_by_role("button", name="Save").click()
    expect(bob.locator("[data-ref=room-title]")).to_have_text("The square")
    expect(link_to(bob, site.slug)).to_contain_text("The square")
    expect(bob).to_have_title(re.compile("^The square"))


def test_what_somebody_is_called_is_followed_everywhere(enter):
    alice, bob = enter(0), enter(1)
    write(bob, "who am I?")
    expect_stored(alice, "who am I?")
    bob.goto("/account/")
    bob.get_by_label("Display name").fill("Robert")
    bob.get_by_role("button", name="Save").click()
    expect(message(alice, "who am I?").locator("[data-ref=author]")).to_have_text("Robert")
    expect(alice.locator("[data-ref=members]")).to_contain_text("Robert")


def test_whoever_is_removed_from_a_public_room_reads_on_until_they_may_join_again(enter, site):
    alice, bob, elsewhere = enter(0), enter(1), enter(1, slug=site.add_room())
    write(bob, "still here")
    expect_stored(bob, "still here")
    remove(alice, site.slug, site.people[1])
    expect(bob.get_by_text("You were removed from this room.")).to_be_visible()
    join = bob.get_by_role("button", name="Join this room")
    expect(join).to_be_hidden()
    expect(bob.locator("#body")).to_be_hidden()
    expect(message(bob, "still here")).to_be_visible()
    for page in (bob, elsewhere):
        expect(link_to(page, site.slug)).to_have_count(0)
    alice.goto(f"/rooms/{site.slug}/removed/")
    alice.locator(".list__item").get_by_role("button").click()
    join.click()
    expect(link_to(elsewhere, site.slug)).to_be_visible()


def test_whoever_is_removed_from_a_private_room_sees_nothing_of_it(enter, site):
    alice, bob = enter(0), enter(1)
    write(alice, "a secret")
    expect_stored(bob, "a secret")
    alice.goto(f"/rooms/{site.slug}/settings/")
    alice.locator("summary", has_text="Make the room private").click()
    alice.get_by_role("button", name="Make the room private").click()
    expect(bob.locator("[data-ref=bar]")).to_have_attribute("data-kind", "private")
    remove(alice, site.slug, site.people[1])
    expect(bob.get_by_text("You can no longer read this room")).to_be_visible()
    expect(message(bob, "a secret")).to_have_count(0)
    expect(bob.locator("[data-ref=members] li")).to_have_count(0)


def test_a_key_leads_to_another_room(enter, site):
    other = site.add_room()
    page = enter(0)
    page.keyboard.press("Control+k")
    page.keyboard.type(other)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/rooms/{other}/")
