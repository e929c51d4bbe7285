"""People in windows: how a test lets them enter a room, write, and see."""

import json
import re
from collections.abc import Callable
from itertools import count

from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from tests import services

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}

PEOPLE_MAX = 30

APPOINT = """
from django.contrib.auth.models import Group
from chat.models import User
User.objects.filter(pk={person}).update(is_staff=True)
User.objects.get(pk={person}).groups.add(Group.objects.get(name="Moderators"))
"""

_numbers = count(1)
_sites = count()


class Site:
    """Some people, whom no other test knows, and rooms that all of them are members of."""

    def __init__(self, commands: services.Commands, people: int = 2) -> None:
        self._commands = commands
        # Odd numbers have English names, even ones Japanese.
        self._people = ("--people", str(people), "--first", str(next(_sites) * PEOPLE_MAX + 1))
        self.rooms: list[dict] = []
        self.people: list[dict] = []
        self.add_room()

    def add_room(self) -> str:
        """Make another room with the same people and return its slug."""
        slug = f"room-{next(_numbers)}"
        options = (*self._people, "--room", slug, "--cookies")
        made = json.loads(self._commands.run("populate", *options))
        self.people = made["people"]
        self.rooms += made["rooms"]
        return slug

    def appoint(self, person: int) -> None:
        """Make somebody a moderator of the place."""
        code = APPOINT.format(person=self.people[person]["id"])
        self._commands.run("shell", "--verbosity", "0", "--command", code)

    @property
    def slug(self) -> str:
        """The first room's address."""
        return self.rooms[0]["slug"]

    def name(self, person: int) -> str:
        """How a person with an odd number is called."""
        return f"Person {int(self.people[person]['username'].removeprefix('person-'))}"

    def sign_in(self, page: Page, url: str, person: int) -> None:
        """Give the page's window this person's session."""
        name, value = self.people[person]["cookie"].split("=", 1)
        is_secure = url.startswith("https:")  # as the names of cookies there ask for
        page.context.add_cookies([{"name": name, "value": value, "url": url, "secure": is_secure}])


def write(page: Page, body: str) -> None:
    """Write a message and press Enter."""
    page.locator("#body").fill(body)
    page.locator("#body").press("Enter")


def message(page: Page, body: str) -> Locator:
    """The message with this text, waiting or stored."""
    text = page.locator("[data-ref=html]", has_text=body)  # not its quote of another one
    return page.locator("li.message", has=text)


def expect_stored(page: Page, *bodies: str) -> None:
    """Wait until each of these stands on the page once, with a number."""
    for body in bodies:
        expect(message(page, body)).to_have_attribute("data-seq", re.compile(r"^\d+$"))


def texts(page: Page) -> list[str]:
    """The texts that are on the page, from the top."""
    slots = page.locator("li.message:not(.message--happening) [data-ref=html]")
    return [text.strip() for text in slots.all_inner_texts()]


def eventually(page: Page, holds: Callable[[], bool]) -> None:
    """Wait until this holds, however slow the machine is."""
    for _ in range(40):
        if holds():
            return
        page.wait_for_timeout(500)
    assert holds()


def open_menu(page: Page, row: Locator) -> None:
    """Rest on a message and open its menu, however often what arrives moves it away meanwhile."""
    more = row.locator("[data-act=more]")

    def is_offered() -> bool:
        row.hover()
        return more.is_visible()

    eventually(page, is_offered)
    more.click()


def choose(page: Page, body: str, act: str) -> None:
    """Choose what to do with the message with this text, from its menu."""
    open_menu(page, message(page, body))
    page.locator(f"[data-ref=menu] [data-act={act}]").click()


def expect_ready(page: Page) -> None:
    """Wait until the page is connected."""
    expect(page.locator("[data-ref=connection-words]")).to_be_empty()


def refusing(kind: str, code: str) -> Callable[[WebSocketRoute], None]:
    """Return what stands between page and server and refuses the first frame of this kind."""
    refused: list[str] = []

    def route(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def pass_on(text: str | bytes) -> None:
            frame = json.loads(text)
            if frame["type"] != kind or refused:
                return server.send(text)
            refused.append(frame["nonce"])
            refusal = {"type": "error", "room": frame["room"], "nonce": frame["nonce"]}
            return socket.send(json.dumps({**refusal, "code": code}))

        socket.on_message(pass_on)

    return route
