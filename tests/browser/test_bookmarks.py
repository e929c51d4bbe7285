"""Somebody keeps a message: all their windows show it, nobody else's does, and it can be found."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import (
    DESK,
    PHONE,
    Site,
    choose,
    expect_stored,
    message,
    open_menu,
    write,
)


@pytest.fixture
def site(commands, server) -> Site:
    return Site(commands)


@pytest.fixture
def enter(open_window, server, site):
    """Return a function that opens a page for one of the people, by default the room."""

    def enter(person: int, address: str | None = None, **options):
        page = open_window(**{"viewport": DESK, **options})
        site.sign_in(page, server.url, person)
        page.goto(f"/rooms/{site.slug}/" if address is None else address)
        return page

    return enter


def mark(page: Page, body: str):
    return message(page, body).locator("[data-ref=bookmarked]")


def test_two_windows_of_one_person_show_it_and_another_person_sees_nothing(enter):
    here, there, bob = enter(0), enter(0), enter(1)
    write(bob, "tea at five?")
    for page in (here, there, bob):
        expect_stored(page, "tea at five?")
    choose(here, "tea at five?", "bookmark")
    for page in (here, there):
        expect(mark(page, "tea at five?")).to_be_visible()
    here.reload()
    expect(mark(here, "tea at five?")).to_be_visible()
    choose(there, "tea at five?", "unbookmark")
    for page in (here, there):
        expect(mark(page, "tea at five?")).to_be_hidden()
    open_menu(bob, message(bob, "tea at five?"))
    expect(bob.locator("[data-ref=menu] [data-act=bookmark]")).to_be_visible()
    expect(mark(bob, "tea at five?")).to_be_hidden()


def test_what_is_kept_without_a_connection_is_sent_later(enter):
    page = enter(0)
    write(page, "tea at five?")
    expect_stored(page, "tea at five?")
    page.context.set_offline(True)
    choose(page, "tea at five?", "bookmark")
    expect(mark(page, "tea at five?")).to_be_visible()
    page.context.set_offline(False)
    page.wait_for_function("navigator.onLine")
    other = enter(0)
    expect(mark(other, "tea at five?")).to_be_visible()


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_a_note_and_a_reminder_are_written_on_the_page_of_bookmarks(enter, viewport):
    room = enter(0)
    write(room, "tea at five?")
    expect_stored(room, "tea at five?")
    choose(room, "tea at five?", "bookmark")
    expect(mark(room, "tea at five?")).to_be_visible()
    page = enter(0, "/bookmarks/", viewport=viewport, java_script_enabled=False)
    page.locator(".bookmark summary").click()
    page.get_by_label("Note").fill("bring cake")
    page.get_by_label("Remind me at").fill("2026-01-01T09:00")
    page.get_by_role("button", name="Save").click()
    kept = page.locator(".bookmark")
    expect(kept.locator(".bookmark__note")).to_have_text("bring cake")
    expect(kept.locator(".bookmark__due")).to_be_visible()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width == viewport["width"]
    kept.get_by_role("link").click()
    expect(message(page, "tea at five?")).to_be_visible()
