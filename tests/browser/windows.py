"""Windows of people who have nothing in common: each has cookies and storage of its own.

A window that a test has left is emptied and given to a later test. It keeps only what the browser
has downloaded, as that of a person who comes back: else each one would load every module again.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page

TIMEOUT_MS = 60_000


class Windows:
    """The windows of one browser; those of one test are given back together."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[str, list[BrowserContext]] = defaultdict(list)
        self._taken: list[tuple[str, BrowserContext, set[str]]] = []

    def open(self, scripts: Sequence[str] = (), **options: Any) -> Page:
        """Open one that runs these scripts first; options as those of Playwright's contexts."""
        kind = repr((*scripts, *sorted(options.items())))
        free = self._free[kind]
        context = free.pop() if free else self._new(scripts, options)
        origins: set[str] = set()
        self._taken.append((kind, context, origins))
        page = context.new_page()
        page.on("framenavigated", lambda frame: origins.add(_origin(frame.url)))
        return page

    def _new(self, scripts: Sequence[str], options: dict[str, Any]) -> BrowserContext:
        context = self._browser.new_context(**options)
        context.set_default_timeout(TIMEOUT_MS)
        for script in scripts:
            context.add_init_script(script)
        return context

    def pages(self) -> list[Page]:
        """Return what is open."""
        return [page for _kind, context, _origins in self._taken for page in context.pages]

    def give_back(self) -> None:
        """Close and empty all that are open."""
        for kind, context, origins in self._taken:
            _empty(context, origins)
            self._free[kind].append(context)
        self._taken.clear()


def _empty(context: BrowserContext, origins: set[str]) -> None:
    for page in context.pages:
        page.close()
    context.clear_cookies()
    context.clear_permissions()
    context.unroute_all()
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    for origin in origins:
        devtools.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
    page.close()


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
