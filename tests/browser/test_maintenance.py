"""Two people while the place is closed to writing, and when it is open again."""

import pytest
from playwright.sync_api import Page, expect

from tests import services
from tests.browser.people import PHONE, Site, expect_ready, expect_stored, message, texts, write

WHY = "We are moving to a new machine until 15:00"


@pytest.fixture(scope="module")
def site(commands: services.Commands) -> Site:
    return Site(commands)


@pytest.fixture
def pair(open_window, server, site, commands):
    """Two people in one room, in English and in Japanese."""
    pages = []
    for person, options in enumerate(({}, {"locale": "ja", "viewport": PHONE})):
        page = open_window(**options)
        site.sign_in(page, server.url, person)
        page.goto(f"/rooms/{site.slug}/")
        expect_ready(page)
        pages.append(page)
    yield pages
    commands.run("maintenance", "off")


def line(page: Page):
    return page.locator("[data-ref=maintenance]")


def test_what_is_written_meanwhile_waits_and_is_sent_when_it_is_over(pair, commands):
    alice, hanako = pair
    expect(line(alice)).to_be_hidden()
    commands.run("maintenance", "on", WHY)
    for page in pair:
        expect(line(page)).to_be_visible()
        expect(line(page)).to_contain_text(WHY)
    write(alice, "written meanwhile")
    expect(message(alice, "written meanwhile")).to_contain_text("Waiting for the end")
    assert texts(hanako) == []
    alice.reload()
    expect(line(alice)).to_contain_text(WHY)
    expect(message(alice, "written meanwhile")).to_contain_text("Waiting for the end")
    commands.run("maintenance", "off")
    for page in pair:
        expect(line(page)).to_be_hidden()
        expect_stored(page, "written meanwhile")
    assert texts(alice) == texts(hanako) == ["written meanwhile"]
