"""People in windows: how a test lets them enter a room, write, and see."""

import json
import re
from itertools import count

from playwright.sync_api import Locator, Page, expect

from tests import services

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}

_numbers = count(1)


class Site:
    """Some people, and rooms that all of them are members of."""

    def __init__(self, environment: dict[str, str], people: int = 2) -> None:
        self._environment = environment
        self._people = str(people)
        self.rooms: list[dict] = []
        self.people: list[dict] = []
        self.add_room()

    def add_room(self) -> str:
        """Make another room with the same people and return its slug."""
        slug = f"room-{next(_numbers)}"
        options = ("--people", self._people, "--room", slug, "--cookies")
        made = json.loads(services.manage("populate", *options, env=self._environment))
        self.people = made["people"]
        self.rooms += made["rooms"]
        return slug

    @property
    def slug(self) -> str:
        """The first room's address."""
        return self.rooms[0]["slug"]

    def sign_in(self, page: Page, url: str, person: int) -> None:
        """Give the page's window this person's session."""
        name, value = self.people[person]["cookie"].split("=", 1)
        page.context.add_cookies([{"name": name, "value": value, "url": url}])


def write(page: Page, body: str) -> None:
    """Write a message and press Enter."""
    page.locator("#body").fill(body)
    page.locator("#body").press("Enter")


def message(page: Page, body: str) -> Locator:
    """The message with this text, waiting or stored."""
    return page.locator("li.message", has_text=body)


def expect_stored(page: Page, *bodies: str) -> None:
    """Wait until each of these stands on the page once, with a number."""
    for body in bodies:
        expect(message(page, body)).to_have_attribute("data-seq", re.compile(r"^\d+$"))


def texts(page: Page) -> list[str]:
    """The texts that are on the page, from the top."""
    return page.locator("li.message:not(.message--happening) [data-ref=html]").all_inner_texts()


def expect_ready(page: Page) -> None:
    """Wait until the page is connected."""
    expect(page.locator("[data-ref=connection]")).to_be_empty()
