"""A text far above the limit neither stops the page nor gets lost."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import DESK, Site, expect_ready, expect_stored

SENTENCE = "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。"
LIMIT = 10_000
HUGE = 100_000
# It took eight seconds to lay out what is not laid out now; a busy machine takes its time.
AT_MOST_SECONDS = 4
DRAWN = "() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))"
KEEP_DRAFT = """(body) => {
  const { user, room } = JSON.parse(document.getElementById("facts").textContent);
  localStorage.setItem(`hiroba:draft:${user.id}:${room.id}`, JSON.stringify({ body }));
}"""
SET_VALUE = """(text) => {
  const body = document.getElementById("body");
  body.value = text;
  body.dispatchEvent(new Event("input", { bubbles: true }));
}"""
DROP = """(text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const kind = { inputType: "insertFromDrop", dataTransfer: data, cancelable: true, bubbles: true };
  return !document.getElementById("body").dispatchEvent(new InputEvent("beforeinput", kind));
}"""


@pytest.fixture
def page(commands, server, open_window) -> Page:
    site = Site(commands, people=1)
    page = open_window(viewport=DESK)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    site.sign_in(page, server.url, 0)
    page.goto(f"/rooms/{site.slug}/")
    expect_ready(page)
    return page


def japanese(length: int, line_end: str = "") -> str:
    return ((SENTENCE + line_end) * (length // len(SENTENCE) + 1))[:length]


def paste(page: Page, text: str) -> None:
    page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
    page.locator("#body").focus()
    page.keyboard.press("Control+v")


@contextmanager
def soon(page: Page) -> Iterator[None]:
    """Hold that the page draws again soon after what is done in here."""
    begun = time.monotonic()
    yield
    page.evaluate(DRAWN)
    assert time.monotonic() - begun < AT_MOST_SECONDS


def notice(page: Page):
    return page.locator("[data-ref=notice]")


@pytest.mark.parametrize("line_end", ["", "\n"])
def test_a_huge_paste_is_not_let_in_and_says_so(page, line_end):
    page.locator("#body").fill("before")
    with soon(page):
        paste(page, japanese(HUGE, line_end))
    expect(notice(page)).to_contain_text("Not inserted")
    expect(page.locator("#body")).to_have_value("before")
    assert len(page.evaluate("navigator.clipboard.readText()")) == HUGE
    page.locator("#body").press("End")
    page.keyboard.type(" and after")
    expect(notice(page)).to_be_hidden()
    page.keyboard.press("Enter")
    expect_stored(page, "before and after")


def test_what_is_dropped_is_held_to_the_same(page):
    assert page.evaluate(DROP, japanese(HUGE))
    expect(notice(page)).to_contain_text("Not inserted")
    assert not page.evaluate(DROP, japanese(LIMIT))


def test_what_is_a_little_too_long_can_be_shortened(page):
    paste(page, japanese(LIMIT + 5))
    expect(page.locator("output[data-ref=count]")).to_have_text("Characters too many: 5")
    for _ in range(5):
        page.keyboard.press("Backspace")
    expect(page.locator("output[data-ref=count]")).to_have_text("Characters left: 0")


def test_every_key_is_quick_at_the_limit(page):
    paste(page, japanese(LIMIT - 20))
    with soon(page):
        page.keyboard.type("twenty keys in a row")
    expect(page.locator("output[data-ref=count]")).to_have_text("Characters left: 0")


def test_a_huge_draft_opens_and_is_kept_whole(page):
    text = japanese(HUGE)
    page.evaluate(KEEP_DRAFT, text)
    page.reload()
    with soon(page):
        expect(notice(page)).to_contain_text("kept, but not shown")
    page.keyboard.press("Enter")
    notice(page).get_by_role("button", name="Copy the whole text").click()
    expect(page.locator("[data-ref=said]")).to_have_text("The text is copied.")
    assert page.evaluate("navigator.clipboard.readText()") == text
    notice(page).get_by_role("button", name="Remove what is not shown").click()
    expect(notice(page)).to_be_hidden()
    assert len(page.locator("#body").input_value()) < HUGE


def test_what_a_script_puts_there_is_kept_whole_and_shown_in_part(page):
    with soon(page):
        page.evaluate(SET_VALUE, japanese(HUGE))
    expect(notice(page)).to_contain_text("kept, but not shown")
    page.reload()
    expect(page.locator("output[data-ref=count]")).to_have_text("Characters too many: 90000")
