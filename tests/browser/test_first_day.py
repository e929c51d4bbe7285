"""From an empty database to two people who talk: the first visit, an invitation, a phone."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests import services
from tests.browser.people import PHONE, expect_stored, write

PASSWORD = "correct horse battery staple"


@pytest.fixture(scope="module")
def migrated(tmp_path_factory) -> Path:
    """A data folder with a database in which nobody is."""
    folder: Path = tmp_path_factory.mktemp("migrated")
    services.migrate({"VAR_DIR": str(folder)})
    return folder


@pytest.fixture
def empty_server(migrated, tmp_path):
    """Hiroba on a copy of it."""
    folder = shutil.copytree(migrated, tmp_path / "var")
    env = {"VAR_DIR": str(folder)}
    with services.daphne(env) as server:
        yield server
    assert server.faults == []


def set_up(page, start: str = "/") -> None:
    page.goto(start)
    page.get_by_label("Username").fill("alice")
    page.get_by_label("Display name").fill("Alice")
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.locator("main button").last.click()
    page.wait_for_url("**/rooms/*/")


def test_the_first_visitor_sets_up_invites_a_second_and_they_talk(open_window, empty_server):
    alice = open_window(base_url=empty_server.url)
    set_up(alice)
    write(alice, "Is anybody here?")
    expect_stored(alice, "Is anybody here?")

    alice.get_by_role("link", name="Invite people").click()
    alice.locator("main form button").first.click()
    link = alice.locator("input[readonly]").first.input_value()

    hanako = open_window(
        base_url=empty_server.url, locale="ja", viewport=PHONE, is_mobile=True, has_touch=True
    )
    hanako.goto(link)
    hanako.locator("main form button").first.click()
    hanako.locator("[name=username]").fill("花子")
    for field in hanako.locator("input[type=password]").all():
        field.fill(PASSWORD)
    hanako.locator("main button").last.click()
    hanako.wait_for_url("**/rooms/*/")
    expect_stored(hanako, "Is anybody here?")

    alice.goto("/")
    hanako.locator("#body").fill("はい、います。")
    hanako.locator("[data-ref=send]").tap()
    expect_stored(alice, "はい、います。")
    expect(alice.locator("li.message", has_text="花子").first).to_be_visible()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_first_page_speaks_the_browsers_language(open_window, empty_server, language):
    page = open_window(base_url=empty_server.url, locale=language)
    page.goto("/")
    assert page.locator("html").get_attribute("lang") == language


def test_the_set_up_page_is_gone_once_somebody_is_here(open_window, empty_server):
    alice = open_window(base_url=empty_server.url)
    set_up(alice)
    assert alice.goto("/setup/").status == 404
    stranger = open_window(base_url=empty_server.url)
    stranger.goto("/")
    assert "/accounts/login/" in stranger.url


def test_who_signs_in_after_signing_out_finds_the_room_again(open_window, empty_server):
    alice = open_window(base_url=empty_server.url)
    set_up(alice)
    write(alice, "remember this")
    expect_stored(alice, "remember this")
    alice.context.clear_cookies()
    alice.goto("/")
    alice.locator("[name=login]").fill("ＡＬＩＣＥ")
    alice.locator("[name=password]").fill(PASSWORD)
    alice.locator("main button").first.click()
    expect_stored(alice, "remember this")
