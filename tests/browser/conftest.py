"""A server, a Chromium, and a window for each person.

These tests never touch Django's ORM in this process, where Playwright keeps an event loop
running: what they need is made through the page or by a management command.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, WebSocket, expect, sync_playwright

from tests import services
from tests.browser.windows import TIMEOUT_MS, Windows
from tests.schema import is_client_frame, is_server_frame

# The first one draws no windows of its own, which takes half of the others' time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
APPLICATIONS = ("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",)
OFFLINE = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
# All that is opened is ours: no process for each site, and none that waits for one to come.
SPARING = ("--disable-site-isolation-trials",)

expect.set_options(timeout=TIMEOUT_MS)  # a slow machine may take its time, a good answer does not

Failed = pytest.StashKey[bool]()
OpenWindow = Callable[..., Page]


def executable() -> str:
    """Return the path of a Chromium. Raises FileNotFoundError."""
    for name in (*BROWSERS, *APPLICATIONS):
        if found := shutil.which(name):
            return found
    raise FileNotFoundError(f"None of {', '.join(BROWSERS)} is installed.")


@pytest.fixture(scope="session")
def environment() -> Iterator[dict[str, str]]:
    """The variables of the server, and of the commands that work beside it."""
    with tempfile.TemporaryDirectory(prefix="hiroba-browser-") as folder:
        settings = {"DJANGO_SETTINGS_MODULE": "tests.browser.settings"}
        yield services.in_production(folder) | settings


@pytest.fixture(scope="session")
def server(environment: dict[str, str]) -> Iterator[services.Daphne]:
    """Hiroba on an empty SQLite database; its log must hold no traceback in the end."""
    services.migrate(environment)
    with services.daphne(environment) as server:
        yield server
    assert server.faults == []


@pytest.fixture(scope="session")
def commands(environment: dict[str, str], server: services.Daphne) -> Iterator[services.Commands]:
    """What runs management commands beside the server."""
    with services.commands(environment) as commands:
        yield commands


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []  # root cannot have one
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable(), args=[*OFFLINE, *SPARING, *sandbox]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def windows(browser: Browser) -> Windows:
    """The windows of that Chromium."""
    return Windows(browser)


@pytest.fixture
def open_window(
    windows: Windows, server: services.Daphne, request: pytest.FixtureRequest
) -> Iterator[OpenWindow]:
    """Opens a window with cookies of its own; the options are those of Playwright's contexts.

    Every frame that a page sends or receives is held to the protocol's schema. When the test
    fails, a picture of every window is kept in the folder that is printed.
    """
    strange: list[Any] = []

    def open_window(**options: Any) -> Page:
        page = windows.open(**{"base_url": server.url, "locale": "en", **options})
        page.on("websocket", lambda socket: _hold_to_the_schema(socket, strange))
        return page

    yield open_window
    if request.node.stash.get(Failed, False):
        _keep_pictures(windows.pages(), request.node.name)
    windows.give_back()
    assert strange == []


def _hold_to_the_schema(socket: WebSocket, strange: list[Any]) -> None:
    """Keep what is no frame of the protocol: an error raised in here would be lost."""

    def keep_unless(is_frame: Callable[[Any], bool]) -> Callable[[str | bytes], None]:
        return lambda text: None if is_frame(json.loads(text)) else strange.append(text)

    socket.on("framesent", keep_unless(is_client_frame))
    socket.on("framereceived", keep_unless(is_server_frame))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Remember that a test failed, for the fixtures that end after it."""
    report = yield
    if report.when == "call":
        item.stash[Failed] = report.failed
    return report


def _keep_pictures(pages: list[Page], test: str) -> None:
    folder = Path(tempfile.gettempdir()) / "hiroba-screenshots"
    folder.mkdir(exist_ok=True)
    for number, page in enumerate(pages, start=1):
        file = folder / f"{test}-{number}.png"
        page.screenshot(path=file)
        print(f"Picture: {file}")
