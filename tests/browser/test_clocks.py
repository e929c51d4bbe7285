"""Whatever the computer's clock says, the page goes by the server's."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import DESK, Site, expect_ready, expect_stored, message, write

HOUR_MS = 3_600_000

WRONG = """
const Right = Date;
globalThis.Date = class extends Right {
  constructor(...given) {
    if (given.length === 0) super(Right.now() + OFFSET);
    else super(...given);
  }
  static now() {
    return Right.now() + OFFSET;
  }
};
"""

MUTE = """
from datetime import timedelta
from chat.actions.moderation.mutes import mute_in_room
from chat.models import Room, User
owner, person = User.objects.get(pk={owner}), User.objects.get(pk={person})
mute_in_room(owner, Room.objects.get(pk={room}), person, timedelta(seconds=6))
"""
TEN_MINUTES = 600


@pytest.fixture
def site(commands, server) -> Site:
    return Site(commands)


@pytest.fixture(params=[-2, 2], ids=["behind", "ahead"])
def enter(request, open_window, server, site):
    """Return a function that opens the room in a browser whose clock is two hours wrong."""

    def enter(person: int):
        script = WRONG.replace("OFFSET", str(request.param * HOUR_MS))
        page = open_window(scripts=[script], viewport=DESK)
        site.sign_in(page, server.url, person)
        page.goto(f"/rooms/{site.slug}/")
        expect_ready(page)
        return page

    return enter


def test_a_mute_ends_when_the_server_says(enter, commands, site):
    page = enter(1)
    expect(page.locator("#body")).to_be_visible()
    owner, person = (site.people[number]["id"] for number in (0, 1))
    code = MUTE.format(owner=owner, person=person, room=site.rooms[0]["id"])
    commands.run("shell", "--verbosity", "0", "--command", code)
    expect(page.locator("[data-ref=muted]")).to_be_visible()
    expect(page.locator("#body")).to_be_visible()
    write(page, "free again")
    expect_stored(page, "free again")


def test_what_waits_to_be_sent_stands_under_the_servers_time(enter, server):
    page = enter(0)
    write(page, "sent")
    expect_stored(page, "sent")
    server.stop()
    try:
        write(page, "waiting")
        expect(message(page, "waiting").locator("[data-ref=state]")).not_to_be_empty()
        moments = page.locator("li.message:not(.message--happening) time").evaluate_all(
            "(times) => times.slice(-2).map((time) => Date.parse(time.dateTime) / 1000)"
        )
    finally:
        server.start()
    assert 0 <= moments[1] - moments[0] < TEN_MINUTES
