"""What is unread: where a room opens, what counts as read, and that all places say one number."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.people import (
    DESK,
    PHONE,
    Site,
    choose,
    eventually,
    expect_ready,
    expect_stored,
    message,
    write,
)

LINES = 120
UNREAD = "[data-ref=unread] [data-ref=count]"
LINE = "[data-ref=unread-line]"
PILL, BACK = "[data-ref=pill]", "[data-ref=back]"
SCROLLER = "[data-ref=scroller]"
LATER = timedelta(minutes=20)


@pytest.fixture
def site(commands, server) -> Site:
    return Site(commands, people=3)


@pytest.fixture
def fill(commands, site, tmp_path):
    """Return a function that lets somebody say so many lines in the first room."""

    def fill(lines: int = LINES) -> None:
        log = tmp_path / "2026-11-20.txt"
        log.write_text("".join(f"[10:00] <mika> line {number}.\n" for number in range(lines)))
        commands.run("import_log", str(log), "--room", site.slug)

    return fill


@pytest.fixture
def enter(open_window, server, site):
    """Return a function that opens a room's page for one of the people and waits for the server."""

    def enter(person: int, path: str | None = None, **options):
        page = open_window(**{"viewport": DESK, **options})
        site.sign_in(page, server.url, person)
        page.goto(path or f"/rooms/{site.slug}/")
        expect_ready(page)
        return page

    return enter


def badge(page: Page, slug: str):
    return page.locator(f"[data-ref=room-link][href='/rooms/{slug}/'] {UNREAD}")


def scroll(page: Page, screens: float) -> None:
    """Turn the wheel by so many heights of what is in view."""
    page.locator(SCROLLER).hover()
    height = page.locator(SCROLLER).evaluate("(scroller) => scroller.clientHeight")
    page.mouse.wheel(0, screens * height)


@pytest.fixture
def read_by(commands, site):
    """Return a function that asks the server how far somebody has read the first room."""

    def read_by(person: int) -> int:
        asked = f"user={site.people[person]['id']}, room={site.rooms[0]['id']}"
        code = f"from chat.models import Membership as M; print(M.objects.get({asked}).read_seq)"
        return int(commands.run("shell", "--verbosity", "0", "--command", code))

    return read_by


def seq_of(page: Page, body: str) -> int:
    return int(str(message(page, body).get_attribute("data-seq")))


def wait_until_told(page: Page) -> None:
    """Wait for longer than it takes until what is on the screen is told as read."""
    page.wait_for_timeout(1_000)


def count_in_title(page: Page) -> int:
    """What the title says is unread; 100 for more than 99."""
    found = re.match(r"\((\d+)(\+?)\)", page.title())
    return int(found[1]) + bool(found[2]) if found else 0


@pytest.mark.parametrize("window", [{}, {"viewport": PHONE, "locale": "ja"}], ids=["desk", "phone"])
@pytest.mark.parametrize("lines", [30, 700])
def test_a_room_opens_where_reading_stopped(enter, fill, window, lines):
    fill(lines)
    page = enter(0, **window)
    expect(page.locator(LINE)).to_be_in_viewport()
    expect(message(page, "line 0.")).to_be_in_viewport()
    expect(page.locator(BACK)).to_be_hidden()
    above, below = page.locator(LINE).bounding_box(), message(page, "line 0.").bounding_box()
    assert above["y"] < below["y"]


def test_only_what_was_on_the_screen_is_read_until_the_person_goes_to_the_end(enter, fill, read_by):
    fill()
    page = enter(0)
    expect(page.locator(LINE)).to_be_in_viewport()
    wait_until_told(page)
    last = page.locator("li.message").nth(-1)
    assert read_by(0) < seq_of(page, "line 40.")
    scroll(page, 1)
    eventually(page, lambda: read_by(0) > seq_of(page, "line 20."))
    assert read_by(0) < seq_of(page, "line 80.")
    page.locator(PILL).click()
    expect(last).to_be_in_viewport()
    expect(page).not_to_have_title(re.compile(r"^\("))
    eventually(page, lambda: read_by(0) == seq_of(page, f"line {LINES - 1}."))


def test_the_way_back_to_what_was_passed_over_is_offered(enter, fill):
    fill()
    page = enter(0)
    page.locator(PILL).click()
    expect(message(page, f"line {LINES - 1}.")).to_be_in_viewport()
    page.locator(BACK).click()
    expect(page.locator(LINE)).to_be_in_viewport()
    expect(page.locator(BACK)).to_be_hidden()


def test_a_link_to_a_message_goes_there_and_reads_nothing_on_the_way(enter, fill, site, read_by):
    fill()
    start = read_by(0)
    page = enter(0, path=f"/rooms/{site.slug}/{start + 100}/")
    expect(page.locator(f"#m{start + 100}")).to_be_in_viewport()
    expect(page.locator(BACK)).to_contain_text(re.compile(r"99\+ new messages since"))
    wait_until_told(page)
    assert read_by(0) == start
    page.locator(BACK).click()
    expect(message(page, "line 0.")).to_be_in_viewport()


def test_nothing_is_read_in_a_window_that_nobody_is_at(enter, read_by):
    page, other = enter(0), enter(1)
    write(other, "while she is there")
    expect_stored(page, "while she is there")
    wait_until_told(page)
    page.clock.install()
    page.reload()
    expect_ready(page)
    page.clock.fast_forward(LATER.total_seconds() * 1_000)
    expect_ready(page)
    before = read_by(0)
    bodies = [f"while she is away, {number}." for number in range(40)]
    for body in bodies:
        write(other, body)
    expect_stored(other, bodies[-1])
    expect_stored(page, bodies[0])
    page.clock.run_for(5_000)
    expect(page.locator(LINE)).to_be_in_viewport()
    expect(message(page, bodies[0])).to_be_in_viewport()
    assert (read_by(0), count_in_title(page)) == (before, 40)
    page.mouse.move(300, 300)
    page.clock.run_for(2_000)
    eventually(page, lambda: before < read_by(0))
    assert read_by(0) < seq_of(page, bodies[-1])


def test_what_is_read_or_marked_on_another_device_changes_all_places_at_once(enter, fill, site):
    fill()
    one, other = enter(0), enter(0)
    elsewhere = enter(0, path=f"/rooms/{site.add_room()}/")
    expect(other.locator(LINE)).to_be_in_viewport()
    other.locator(PILL).click()
    expect(one.locator(LINE)).to_have_count(0)
    for page in (one, elsewhere):
        expect(badge(page, site.slug)).to_be_hidden()
        assert count_in_title(page) == 0
    last = f"line {LINES - 1}."
    choose(other, last, "unread")
    for page in (one, elsewhere):
        expect(badge(page, site.slug)).to_have_text("1")
        expect(page).to_have_title(re.compile(r"^\(1\)"))
    expect(other.locator(f"{LINE} + li.message")).to_contain_text(last)


def test_a_message_that_is_deleted_unseen_counts_nowhere(enter, fill, site):
    fill()
    alice, bob = enter(0), enter(1)
    bob.locator(PILL).click()
    alice.locator(PILL).click()
    expect(alice).not_to_have_title(re.compile(r"^\("))
    scroll(alice, -2)
    for body in ("one.", "two.", "three."):
        write(bob, body)
    expect(alice.locator(PILL)).to_contain_text("3 new messages")
    choose(bob, "two.", "delete")
    bob.locator("[data-ref=menu] [data-ref=delete]").click()
    expect(alice.locator(PILL)).to_contain_text("2 new messages")
    expect(alice).to_have_title(re.compile(r"^\(2\)"))
    expect(badge(alice, site.slug)).to_have_text("2")


def test_whom_one_has_blocked_counts_nowhere_and_at_once(enter, site):
    other = site.add_room()
    alice, phone, bob = enter(0), enter(0, viewport=PHONE), enter(1, path=f"/rooms/{other}/")
    write(bob, "hello @all")
    for page in (alice, phone):
        expect(page).to_have_title(re.compile(r"^\(1\)"))
    choose(enter(0, path=f"/rooms/{other}/"), "hello @all", "block")
    for page in (alice, phone):
        expect(page).not_to_have_title(re.compile(r"^\("))
        expect(badge(page, other)).to_be_hidden()
    write(bob, "hello again")
    expect_stored(bob, "hello again")
    alice.reload()
    expect_ready(alice)
    expect(badge(alice, other)).to_be_hidden()


def test_writing_reads_everything(enter, fill, site):
    fill()
    page = enter(0)
    expect(page.locator(LINE)).to_be_in_viewport()
    write(page, "my own words")
    expect_stored(page, "my own words")
    expect(page.locator(LINE)).to_have_count(0)
    expect(page).not_to_have_title(re.compile(r"^\("))
    expect(badge(page, site.slug)).to_be_hidden()


def test_whoever_writes_while_the_room_opens_is_at_the_end_and_stays_there(enter, fill, site):
    page = enter(0)
    fill(700)
    held: list[Route] = []
    page.route(re.compile(r"/history/\?.*around="), lambda route: held.append(route))
    page.goto(f"/rooms/{site.slug}/")
    while not held:
        page.wait_for_timeout(50)
    write(page, "my own words")
    expect_stored(page, "my own words")
    held[0].continue_()
    page.wait_for_timeout(1_000)  # for as long as a page of history takes to be drawn
    expect(message(page, "my own words")).to_be_in_viewport()
