"""People in real windows: they talk, lose the server, come back, and lose nothing."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import (
    DESK,
    PHONE,
    Site,
    expect_stored,
    message,
    refusing,
    texts,
    write,
)


@pytest.fixture
def site(commands, server) -> Site:
    return Site(commands)


@pytest.fixture
def enter(open_window, server, site):
    """Return a function that opens a room's page for one of the people."""

    def enter(person: int, slug: str | None = None, **options):
        page = open_window(**options)
        site.sign_in(page, server.url, person)
        page.goto(f"/rooms/{slug or site.slug}/")
        return page

    return enter


def test_two_people_see_what_the_other_writes(enter):
    alice = enter(0, viewport=DESK)
    bob = enter(1, locale="ja", viewport=PHONE, is_mobile=True, has_touch=True)
    write(alice, "Hello from the desk")
    expect_stored(bob, "Hello from the desk")
    bob.locator("#body").fill("電話からこんにちは")
    bob.locator("[data-ref=send]").tap()
    expect_stored(alice, "電話からこんにちは")
    assert texts(alice) == texts(bob) == ["Hello from the desk", "電話からこんにちは"]


def test_two_windows_of_one_person_show_the_same(enter):
    one, other = enter(0), enter(0)
    write(one, "from the first")
    write(other, "from the second")
    for page in (one, other):
        expect_stored(page, "from the first", "from the second")
    assert texts(one) == texts(other)


def test_markdown_and_code_are_shown_as_they_are_meant(enter):
    page = enter(0)
    page.locator("#body").fill('これは**「強調」**です\n```python\nprint("広場")\n```')
    page.locator("#body").press("Enter")
    expect(page.locator(".prose strong")).to_have_text("「強調」")
    expect(page.locator(".prose pre .code__word")).to_have_text("print")


def test_shift_and_enter_begin_a_new_line(enter):
    page = enter(0)
    page.locator("#body").press_sequentially("one")
    page.locator("#body").press("Shift+Enter")
    page.locator("#body").press_sequentially("two")
    page.locator("#body").press("Enter")
    expect(page.locator(".prose").last).to_have_text("one\ntwo", use_inner_text=True)


def test_many_messages_in_a_hurry_keep_their_order(enter):
    alice, bob = enter(0), enter(1)
    bodies = [f"number {number}." for number in range(15)]
    for body in bodies:
        write(alice, body)
    for page in (alice, bob):
        expect_stored(page, bodies[-1])
        assert texts(page) == bodies


def test_a_draft_outlives_the_page(enter):
    page = enter(0)
    page.locator("#body").press_sequentially("half a thou")
    page.reload()
    expect(page.locator("#body")).to_have_value("half a thou")


def test_what_is_written_in_another_room_is_counted(enter, site):
    other = site.add_room()
    alice, bob = enter(0), enter(1, slug=other)
    write(bob, "over here")
    link = alice.locator("[data-ref=room-link]", has_text=other)
    expect(link.locator("[data-ref=unread] [data-ref=count]")).to_have_text("1")
    link.click()
    expect_stored(alice, "over here")
    expect(alice.locator(".unread-line")).to_be_visible()


def test_what_was_read_is_not_unread_the_next_time(enter, site):
    other = site.add_room()
    alice, bob = enter(0), enter(1)
    with alice.expect_websocket() as opened:
        alice.reload()
    seq = int(alice.locator("li.message").last.get_attribute("data-seq")) + 1
    reading = f'{{"type":"read","room":{site.rooms[0]["id"]},"seq":{seq}}}'
    with opened.value.expect_event("framesent", lambda frame: frame == reading):
        write(bob, "read me")
    alice.goto(f"/rooms/{other}/")
    link = alice.locator("[data-ref=room-link]", has_text=site.slug)
    expect(link.locator("[data-ref=unread] [data-ref=count]")).to_be_hidden()


def test_a_message_that_is_refused_stays_and_can_be_tried_again(enter):
    page = enter(0)
    page.route_web_socket("**/ws/", refusing("message", "not_member"))
    page.reload()
    write(page, "am I still in?")
    state = message(page, "am I still in?").locator("[data-ref=state]")
    expect(state).to_contain_text("you are not a member of this room")
    message(page, "am I still in?").get_by_role("button", name="Try again").click()
    expect_stored(page, "am I still in?")


def test_what_is_written_while_the_server_is_away_is_sent_when_it_is_back(enter, server):
    page = enter(0)
    write(page, "before")
    expect_stored(page, "before")
    server.stop()
    try:
        write(page, "meanwhile, one")
        write(page, "meanwhile, two")
        waiting = message(page, "meanwhile, one").locator("[data-ref=state]")
        expect(waiting).to_have_text("Waiting to be sent")
        expect(page.locator("[data-ref=connection]")).to_contain_text("Connecting")
        expect(page.locator("#body")).to_be_focused()
    finally:
        server.start()
    page.evaluate("dispatchEvent(new Event('online'))")  # it would come back by itself, but later
    expect_stored(page, "meanwhile, one", "meanwhile, two")
    assert texts(page) == ["before", "meanwhile, one", "meanwhile, two"]
    expect(page.locator("[data-ref=connection-words]")).to_be_empty()
