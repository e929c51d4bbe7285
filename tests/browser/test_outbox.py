"""What is written in one window belongs to all of a person's windows, whatever happens to any."""

import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests import services
from tests.browser.people import (
    Site,
    eventually,
    expect_ready,
    expect_stored,
    message,
    refusing,
    texts,
    write,
)

WITHOUT_DATABASE = "Object.defineProperty(window, 'indexedDB', { value: undefined })"
WITHOUT_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })"

HOLD = """
from chat.actions.moderation.rulebook import store_filter
from chat.models import Filter, User
keeper, _ = User.objects.get_or_create(username="keeper", is_staff=True, is_superuser=True)
store_filter(keeper, Filter(pattern="{word}", action=Filter.Action.HOLD, is_on=True))
"""
POST_HELD = """
from chat.actions.moderation.held_messages import post_held
from chat.models import HeldMessage, User
post_held(User.objects.get(username="keeper"), HeldMessage.objects.get(body__contains="holdthis"))
"""

REJECT_HELD = """
from chat.actions.moderation.held_messages import reject_held
from chat.models import HeldMessage, User
held = HeldMessage.objects.get(body__contains="reject it")
reject_held(User.objects.get(username="keeper"), held)
"""


class Wire:
    """Stands between page and server: loses or holds up what it is told to, and can say anything.

    `said` has the bodies of what the page has said, `heard` the types of what it was told.
    """

    def __init__(self, page: Page) -> None:
        self.lost: Callable[[dict], bool] = lambda frame: False
        self.held_up: Callable[[dict], bool] = lambda frame: False
        self.said: list[str] = []
        self.heard: list[str] = []
        self.page: WebSocketRoute
        self._waiting: list[tuple[str | bytes, WebSocketRoute]] = []
        page.route_web_socket("**/ws/", self._connect)

    def say(self, **frame: object) -> None:
        """Say something to the page."""
        self.page.send(json.dumps(frame))

    def expect_said(self, page: Page, body: str) -> None:
        """Wait until the page has said this: only then is it lost or passed on."""
        eventually(page, lambda: body in self.said)

    def let_go(self) -> None:
        """Hold up nothing any more."""
        self.held_up = lambda frame: False
        for text, to in self._waiting:
            to.send(text)

    def _connect(self, page: WebSocketRoute) -> None:
        self.page, server = page, page.connect_to_server()
        page.on_message(lambda text: self._hear(text, server))
        server.on_message(lambda text: self._tell(text, page))

    def _hear(self, text: str | bytes, server: WebSocketRoute) -> None:
        self.said.append(json.loads(text).get("body"))
        self._pass_on(text, server)

    def _tell(self, text: str | bytes, page: WebSocketRoute) -> None:
        self.heard.append(json.loads(text)["type"])
        self._pass_on(text, page)

    def _pass_on(self, text: str | bytes, to: WebSocketRoute) -> None:
        frame = json.loads(text)
        if self.held_up(frame):
            self._waiting.append((text, to))
        elif not self.lost(frame):
            to.send(text)


@pytest.fixture(scope="module")
def site(commands) -> Site:
    return Site(commands)


@pytest.fixture
def enter(open_window, server, site):
    """Return a function that opens the room for a person, in a browser of theirs."""

    def enter(person: int, *scripts: str) -> Page:
        page = open_window(scripts=scripts)
        site.sign_in(page, server.url, person)
        page.goto(f"/rooms/{site.slug}/")
        expect_ready(page)
        return page

    return enter


def second_window(page: Page) -> Page:
    """Open the same page once more in the same browser."""
    other = page.context.new_page()
    other.goto(page.url)
    expect_ready(other)
    return other


def own(page: Page, *bodies: str) -> list[str]:
    """Those of these texts that stand on the page, from the top."""
    return [text for text in texts(page) if text in bodies]


def test_windows_share_what_waits_and_one_that_is_closed_loses_nothing(enter, server):
    page = enter(0)
    other = second_window(page)
    server.stop()
    try:
        write(page, "written here")
        expect(message(other, "written here").locator("[data-ref=state]")).to_be_visible()
        write(other, "written there")
        expect(message(page, "written there").locator("[data-ref=state]")).to_be_visible()
        page.close()
    finally:
        server.start()
    expect_stored(other, "written here", "written there")  # it comes back by itself
    assert own(other, "written here", "written there") == ["written here", "written there"]


@pytest.mark.parametrize("scripts", [(), (WITHOUT_LOCKS, WITHOUT_DATABASE)], ids=["new", "old"])
def test_what_a_window_was_sending_when_it_died_is_sent_by_another(enter, scripts):
    page = enter(0, *scripts)
    wire = Wire(page)
    page.reload()
    expect_ready(page)
    other = second_window(page)
    wires = [wire, Wire(other)]
    other.reload()
    expect_ready(other)
    wire.lost = lambda frame: frame["type"] == "message"
    body = f"on its way {uuid4()}"
    write(page, body)
    expect(message(other, body)).to_have_count(1)
    wire.expect_said(page, body)
    assert [wire.said.count(body) for wire in wires] == [1, 0]
    page.close()
    expect_stored(other, body)
    assert [wire.said.count(body) for wire in wires] == [1, 1]
    assert own(other, body) == [body]


def test_what_is_written_offline_is_sent_as_soon_as_the_network_is_back(enter):
    page = enter(0)
    page.context.set_offline(True)
    write(page, "from the train")
    expect(message(page, "from the train").locator("[data-ref=state]")).to_be_visible()
    page.context.set_offline(False)
    expect_stored(page, "from the train")


def test_what_failed_is_taken_back_in_any_window(enter):
    page = enter(0)
    page.route_web_socket("**/ws/", refusing("message", "archived"))
    page.reload()
    other = second_window(page)
    write(page, "think again")
    message(other, "think again").get_by_role("button", name="Edit").click()
    expect(other.locator("#body")).to_have_value("think again")
    for window in (page, other):
        expect(message(window, "think again")).to_have_count(0)


def test_who_signs_in_after_somebody_sends_nothing_of_theirs(enter, site, server):
    page = enter(0)
    wire = Wire(page)
    page.reload()
    expect_ready(page)
    wire.lost = lambda frame: frame["type"] == "message"
    write(page, "only mine")
    wire.expect_said(page, "only mine")
    site.sign_in(page, server.url, 1)
    wire.lost = lambda frame: False
    wire.page.close(code=4004)
    expect(page.locator("[data-ref=connection]")).to_contain_text("Somebody else has signed in")
    page.get_by_role("link", name="Open the page anew").click()
    expect_ready(page)
    expect(message(page, "only mine")).to_have_count(0)
    site.sign_in(page, server.url, 0)
    page.reload()
    expect_stored(page, "only mine")
    expect(message(page, "only mine")).to_have_class(re.compile("message--mine"))


def test_a_lost_last_message_is_noticed_by_the_head_in_a_heartbeat(enter, site):
    alice, bob = enter(0), enter(1)
    wire = Wire(bob)
    bob.reload()
    expect_ready(bob)
    wire.lost = lambda frame: frame["type"] == "changes"
    write(alice, "the last one")
    expect_stored(alice, "the last one")
    head = int(message(alice, "the last one").get_attribute("data-seq") or 0)
    wire.lost = lambda frame: False
    for _ in range(2):  # what came since the one before may still be on its way
        wire.say(type="heartbeat", heads={str(site.rooms[0]["id"]): head})
    expect_stored(bob, "the last one")


@pytest.fixture
def frail(tmp_path) -> dict[str, str]:
    """The variables of a server of its own, whose database is going to be replaced."""
    env = {"VAR_DIR": str(tmp_path), "RATE_LIMITS": "off"}
    services.migrate(env)
    return env


def test_after_an_older_backup_the_page_is_what_the_database_is(open_window, frail):
    with services.commands(frail) as commands:
        site = Site(commands)
    with services.daphne(frail) as server:
        page = open_window(base_url=server.url)
        site.sign_in(page, server.url, 0)
        page.goto(f"/rooms/{site.slug}/")
        write(page, "in the backup")
        expect_stored(page, "in the backup")
        backup = copied(frail)
        write(page, "after the backup")
        expect_stored(page, "after the backup")
        page.locator("#body").press_sequentially("a draft")
        server.stop()
        write_to(page, "while it was away")
        restore(frail, backup)
        server.start()
        expect_stored(page, "in the backup", "while it was away")
        expect(message(page, "after the backup")).to_have_count(0)
        expect(page.locator("#body")).to_have_value("a draft")


@pytest.mark.parametrize(
    ("first", "second"), [("message", "join"), ("join", "message")], ids=["acknowledged", "loaded"]
)
def test_what_has_the_id_of_what_is_gone_is_shown_whatever_came_first(
    open_window, frail, first, second
):
    """Its id and its numbers are those that the page has seen with another text behind them."""
    with services.commands(frail) as commands:
        site = Site(commands)
    with services.daphne(frail) as server:
        page = open_window(base_url=server.url)
        site.sign_in(page, server.url, 0)
        wire = Wire(page)
        page.goto(f"/rooms/{site.slug}/")
        write(page, "in the backup")
        expect_stored(page, "in the backup")
        backup = copied(frail)
        write(page, "after the backup")
        expect_stored(page, "after the backup")
        gone = message(page, "after the backup").get_attribute("data-id")
        server.stop()
        write(page, "while it was away")
        restore(frail, backup)
        wire.heard.clear()
        wire.held_up = lambda frame: frame["type"] == second
        server.start()
        heard = {"message": "ack", "join": "history"}[first]
        while heard not in wire.heard:
            page.wait_for_timeout(50)
        expect(message(page, "while it was away")).to_have_count(1)
        wire.let_go()
        expect_stored(page, "in the backup", "while it was away")
        expect(message(page, "after the backup")).to_have_count(0)
        assert message(page, "while it was away").get_attribute("data-id") == gone


def test_what_was_to_be_done_to_what_is_gone_is_done_to_nothing_else(open_window, frail):
    with services.commands(frail) as commands:
        site = Site(commands)
    with services.daphne(frail) as server:
        page = open_window(base_url=server.url)
        site.sign_in(page, server.url, 0)
        page.goto(f"/rooms/{site.slug}/")
        write(page, "in the backup")
        expect_stored(page, "in the backup")
        backup = copied(frail)
        write(page, "after the backup")
        expect_stored(page, "after the backup")
        page.locator("#body").press("ArrowUp")
        server.stop()
        write(page, "a better text")
        write(page, "while it was away")
        restore(frail, backup)
        server.start()
        expect_stored(page, "in the backup", "while it was away")
        expect(message(page, "after the backup")).to_have_count(0)
        kept = message(page, "a better text")
        expect(kept.locator("[data-ref=state]")).to_contain_text("an older backup was restored")
        kept.locator("[data-ref=revise]").click()
        expect(page.locator("#body")).to_have_value("a better text")


def write_to(page: Page, body: str) -> None:
    """Write a message and go on with what one was writing."""
    draft = page.locator("#body").input_value()
    write(page, body)
    page.locator("#body").fill(draft)


def database(environment: dict[str, str]) -> Path:
    return Path(environment["VAR_DIR"]) / "hiroba.sqlite3"


def copied(environment: dict[str, str]) -> Path:
    """Copy the database of a server that goes on."""
    backup = database(environment).with_suffix(".backup")
    live, copy = sqlite3.connect(database(environment)), sqlite3.connect(backup)
    with closing(live), closing(copy):
        live.backup(copy)
    return backup


def restore(environment: dict[str, str], backup: Path) -> None:
    """Put the copy in the place of the database, as one does who restores a backup."""
    for leftover in ("-wal", "-shm"):
        Path(f"{database(environment)}{leftover}").unlink(missing_ok=True)
    shutil.copy(backup, database(environment))
    with closing(sqlite3.connect(database(environment))) as live, live:
        live.execute("UPDATE chat_epoch SET value = ?", (uuid4().hex,))


def test_half_a_character_is_repaired_and_holds_up_nothing(enter):
    page = enter(0)
    page.locator("#body").focus()
    page.evaluate("document.execCommand('insertText', false, 'half \\ud83d of it')")
    page.locator("#body").press("Enter")
    write(page, "what waits behind it")
    expect_stored(page, "half \ufffd of it", "what waits behind it")


def test_what_waits_to_be_sent_is_shown_as_an_action(enter):
    page = enter(0)
    wire = Wire(page)
    wire.lost = lambda frame: frame["type"] == "message"
    page.reload()
    write(page, "/me waves to nobody")
    row = page.locator(".message--action", has_text="waves to nobody")
    expect(row).to_have_count(1)
    expect(row.locator("[data-ref=html]")).to_have_text("waves to nobody")


def test_a_held_message_waits_calmly_until_it_is_posted(enter, commands):
    commands.run("shell", "--verbosity", "0", "--command", HOLD.format(word="holdthis"))
    page = enter(0)
    write(page, "a holdthis message")
    write(page, "what follows it")
    expect_stored(page, "what follows it")
    for _ in range(2):
        row = message(page, "a holdthis message")
        expect(row.locator("[data-ref=state]")).to_contain_text("Waiting for a moderator")
        expect(row).to_have_class(re.compile("message--held"))
        expect(row.locator("[data-ref=retry]")).to_be_hidden()
        expect(page.locator("[data-ref=failed]:visible")).to_have_count(0)
        page.reload()
    commands.run("shell", "--verbosity", "0", "--command", POST_HELD)
    expect_stored(page, "a holdthis message")
    expect(page.locator("[data-ref=act-state]")).to_have_count(0)


def test_that_a_held_message_is_not_posted_is_told_calmly(enter, commands):
    commands.run("shell", "--verbosity", "0", "--command", HOLD.format(word="refusethis"))
    page = enter(0)
    write(page, "refusethis and reject it")
    row = message(page, "refusethis and reject it")
    expect(row.locator("[data-ref=state]")).to_contain_text("Waiting for a moderator")
    commands.run("shell", "--verbosity", "0", "--command", REJECT_HELD)
    for _ in range(2):
        page.reload()
        expect(row.locator("[data-ref=state]")).to_contain_text("does not publish it")
        expect(row).to_have_class(re.compile("message--held"))
        expect(row.locator("[data-ref=retry]")).to_be_hidden()
        expect(page.locator("[data-ref=failed]:visible")).to_have_count(0)
    row.locator("[data-ref=dismiss]").click()
    expect(row).to_have_count(0)


def test_a_held_message_can_be_put_away(enter):
    page = enter(0)
    page.route_web_socket("**/ws/", refusing("message", "held"))
    page.reload()
    write(page, "held and put away")
    message(page, "held and put away").locator("[data-ref=dismiss]").click()
    expect(message(page, "held and put away")).to_have_count(0)
    page.reload()
    expect_ready(page)
    expect(message(page, "held and put away")).to_have_count(0)
