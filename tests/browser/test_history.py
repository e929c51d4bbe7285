"""A long conversation, walked through from its end to its beginning and back."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import PHONE, Site, expect_stored, write

LINES = 700
HELD_AT_MOST = 560  # js/log/history.js lets go of what is far away

SEQS = "[...document.querySelectorAll('li.message[data-seq]')].map((item) => +item.dataset.seq)"
TO_THE_TOP = "document.querySelector('[data-ref=scroller]').scrollTop = -1e9"


@pytest.fixture
def site(commands, server, tmp_path) -> Site:
    """A room with a long history."""
    site = Site(commands)
    log = tmp_path / "2026-11-20.txt"
    log.write_text("".join(f"[10:00] <mika> line {number}\n" for number in range(LINES)))
    commands.run("import_log", str(log), "--room", site.slug)
    return site


@pytest.mark.parametrize("window", [{}, {"viewport": PHONE, "locale": "ja"}], ids=["desk", "phone"])
def test_every_message_is_met_on_the_way_up_and_the_end_is_near(open_window, server, site, window):
    page = open_window(**window)
    site.sign_in(page, server.url, 0)
    page.goto(f"/rooms/{site.slug}/")
    go_to_the_end(page)
    met = look_at_what_is_held(page)
    while 1 not in met:
        page.evaluate(TO_THE_TOP)
        first = page.locator("li.message").first
        expect(first).not_to_have_attribute("data-seq", str(min(met)))
        met |= look_at_what_is_held(page)
    assert met == set(range(1, max(met) + 1))
    expect(page.locator("li.start")).to_be_visible()
    page.locator("[data-ref=pill]").click()
    expect(page.locator("li.message").last).to_contain_text(f"line {LINES - 1}")


def go_to_the_end(page) -> None:
    """Leave behind what is unread, at which the room has opened."""
    page.locator("[data-ref=pill]").click()
    expect(page.locator("li.message").last).to_contain_text(f"line {LINES - 1}")
    expect(page.locator("li.message").last).to_be_in_viewport()


def look_at_what_is_held(page) -> set[int]:
    """The numbers on the page, which are without a hole and not too many."""
    held = page.evaluate(SEQS)
    assert held == list(range(held[0], held[-1] + 1))
    assert len(held) <= HELD_AT_MOST
    return set(held)


def test_what_one_reads_stays_in_place_while_others_write(open_window, server, site):
    reader, writer = open_window(), open_window()
    for person, page in enumerate((reader, writer)):
        site.sign_in(page, server.url, person)
        page.goto(f"/rooms/{site.slug}/")
        go_to_the_end(page)
    reader.locator("[data-ref=scroller]").evaluate("(scroller) => scroller.scrollBy(0, -900)")
    place = reader.locator("li.message", has_text=f"line {LINES - 30}")
    before = place.bounding_box()
    for number in range(5):
        write(writer, f"news {number}")
    expect_stored(writer, "news 4")
    expect(reader.locator("[data-ref=pill]")).to_contain_text("5 new messages")
    after = place.bounding_box()
    assert abs(before["y"] - after["y"]) < 2
    reader.locator("[data-ref=pill]").click()
    expect(reader.locator("li.message").last).to_contain_text("news 4")


def test_without_javascript_links_lead_both_ways(open_window, server, site):
    page = open_window(java_script_enabled=False)
    site.sign_in(page, server.url, 0)
    page.goto(f"/rooms/{site.slug}/")
    page.get_by_role("link", name="Older").click()
    expect(page.locator("li.message").last).to_contain_text(f"line {LINES - 51}")
    page.get_by_role("link", name="Newer").click()
    expect(page.locator("li.message").last).to_contain_text(f"line {LINES - 1}")
