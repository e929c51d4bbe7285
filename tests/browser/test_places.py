"""The place in a room is kept; what is loaded gets nearer and ends; a room can be printed."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import DESK, Site, expect_ready, expect_stored, message, write

LINES, JOINS = 300, 850
SCROLLER, PILL = "[data-ref=scroller]", "[data-ref=pill]"
TOP = """(scroller) => {
  const from = scroller.getBoundingClientRect().top;
  const messages = [...scroller.querySelectorAll("li.message[data-seq]")];
  const first = messages.find((one) => one.getBoundingClientRect().bottom > from);
  return [Number(first.dataset.seq), first.getBoundingClientRect().top - from];
}"""


@pytest.fixture
def site(commands, server) -> Site:
    return Site(commands)


@pytest.fixture
def fill(commands, site, tmp_path):
    """Return a function that puts these lines of a log into the first room."""

    def fill(*lines: str) -> None:
        log = tmp_path / "2026-11-20.txt"
        log.write_text("".join(f"[10:00] {line}\n" for line in lines))
        commands.run("import_log", str(log), "--room", site.slug)

    return fill


@pytest.fixture
def enter(open_window, server, site):
    """Return a function that opens the room for one of the people and waits for the server."""

    def enter(person: int, **options):
        page = open_window(**{"viewport": DESK, **options})
        site.sign_in(page, server.url, person)
        page.goto(f"/rooms/{site.slug}/")
        expect_ready(page)
        return page

    return enter


def said(count: int) -> list[str]:
    return [f"<mika> line {number}." for number in range(count)]


def read_all(page: Page) -> None:
    page.locator(PILL).click()
    expect(page).not_to_have_title(re.compile(r"^\("))
    page.wait_for_timeout(1_000)


def scroll_up(page: Page, pixels: int) -> list[float]:
    """Scroll up from the end and return which message stands at the top, and where."""
    page.locator(SCROLLER).hover()
    page.mouse.wheel(0, -pixels)
    expect(page.locator(PILL)).to_be_visible()
    return settled_top(page)


def settled_top(page: Page) -> list[float]:
    """Wait until nothing moves, and return which message stands at the top, and where."""
    tops: list[list[float]] = [[], page.locator(SCROLLER).evaluate(TOP)]
    while tops[-1] != tops[-2]:
        page.wait_for_timeout(500)
        tops.append(page.locator(SCROLLER).evaluate(TOP))
    return tops[-1]


def expect_at(page: Page, place: list[float]) -> None:
    """Wait until the page stands where it stood."""
    expect(page.locator(f"li.message[data-seq='{place[0]}']")).to_be_in_viewport()
    seq, offset = settled_top(page)
    assert seq == place[0]
    assert offset == pytest.approx(place[1], abs=2)


@pytest.mark.parametrize("pixels", [1_500, 5_000], ids=["held by the page", "to be loaded"])
def test_whoever_comes_back_is_where_they_were(enter, fill, site, pixels):
    fill(*said(LINES))
    other = site.add_room()
    page = enter(0)
    read_all(page)
    place = scroll_up(page, pixels)
    page.locator(f"[data-ref=room-link][href='/rooms/{other}/']").click()
    expect(page).to_have_url(re.compile(other))
    page.locator(f"[data-ref=room-link][href='/rooms/{site.slug}/']").click()
    expect_at(page, place)
    page.reload()
    expect_at(page, place)
    page.goto(f"/rooms/{other}/")
    page.go_back()
    expect_at(page, place)


def test_a_place_at_the_end_stays_at_the_end(enter, fill, site):
    fill(*said(LINES))
    page = enter(0)
    read_all(page)
    scroll_up(page, 1_500)
    page.locator(PILL).click()
    expect(message(page, f"line {LINES - 1}.")).to_be_in_viewport()
    page.reload()
    expect_ready(page)
    expect(message(page, f"line {LINES - 1}.")).to_be_in_viewport()


def test_a_place_above_what_is_new_is_kept_and_the_way_there_offered(enter, fill, site):
    fill(*said(LINES))
    page, bob = enter(0), enter(1)
    read_all(page)
    place = scroll_up(page, 2_000)
    page.goto("/rooms/")
    bodies = [f"news {number}." for number in range(30)]
    for body in bodies:
        write(bob, body)
    expect_stored(bob, bodies[-1])
    page.go_back()
    expect_at(page, place)
    expect(page.locator(PILL)).to_contain_text("30 new messages")
    page.locator(PILL).click()
    expect(page.locator("[data-ref=unread-line]")).to_be_in_viewport()
    expect(message(page, bodies[0])).to_be_in_viewport()


@pytest.mark.parametrize("order", [1, -1], ids=["joins last", "joins first"])
def test_a_run_of_joins_is_loaded_once_and_ends(enter, fill, order):
    joins = [f"=== n{number} [~n@192.0.2.7] has joined #garden" for number in range(JOINS)]
    fill(*[line for part in ([said(200), joins])[::order] for line in part])
    asked: list[str] = []
    page = enter(0)
    page.on("request", lambda request: "/history/" in request.url and asked.append(request.url))
    read_all(page)
    asked.clear()
    page.reload()
    expect_ready(page)
    settled = -1
    while len(asked) > settled:
        settled = len(asked)
        page.wait_for_timeout(4_000)
        assert len(set(asked)) == len(asked) < JOINS / 50


def test_a_room_is_printed_whole(enter, fill, tmp_path):
    fill(*said(60))
    page = enter(0)
    page.emulate_media(media="print", color_scheme="dark")
    for hidden in (".rooms", "#body", ".bar__links", PILL):
        expect(page.locator(hidden).first).to_be_hidden()
    scroller = page.locator(SCROLLER)
    assert scroller.evaluate("(one) => one.scrollHeight <= one.clientHeight + 1")
    assert (
        page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        == "rgb(255, 255, 255)"
    )
    pages = page.pdf(path=tmp_path / "room.pdf", format="A4").count(b"/Type /Page\n")
    assert pages >= 2
