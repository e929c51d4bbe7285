"""Whatever people write, wherever it is shown: it is text. Nothing of it runs, loads or leads on.

The policy that would stop inline code is switched off here, so that the pages must hold alone.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from unicodedata import category
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from websockets.sync.client import connect
from websockets.typing import Origin

from tests import services
from tests.browser.people import expect_ready, expect_stored, write
from tests.browser.windows import TIMEOUT_MS
from tests.payloads import names

PAYLOADS_MIN = 250
MESSAGES_PER_PAGE = 50
MODELS = ["auditentry", "filter", "membership", "message", "room", "roomhead", "user", "version"]
EVERY_OF_THE_DESK = 8
EVERY = 60  # of the people and rooms, whose own pages are looked at
WAITS = 250  # of 20 ms

RECORD = """
  window.alert = window.confirm = window.prompt = window.print = () => window.hit();
"""

# Everything in the document, also within templates and shadow roots, that could run or load code,
# send somebody elsewhere, or change what the page is.
DANGERS = r"""
() => {
  const found = [];
  const ours = (address) => new URL(address, location.href).origin === location.origin;
  const tags = new Set(["IFRAME", "FRAME", "FRAMESET", "OBJECT", "EMBED", "APPLET", "BASE",
    "PORTAL", "FENCEDFRAME", "MARQUEE", "STYLE", "MATH", "FOREIGNOBJECT", "ANIMATE", "SET",
    "VIDEO", "AUDIO", "SOURCE", "TRACK", "KEYGEN", "ISINDEX", "NOSCRIPT", "XMP", "PLAINTEXT",
    "LISTING", "IMAGE", "BGSOUND", "LINK", "META", "SCRIPT", "BODY", "TITLE"]);
  const usual = (element) => {
    const type = element.type ?? "";
    switch (element.tagName.toUpperCase()) {
      case "SCRIPT":
        return element.src ? ours(element.src) : /json$/.test(type);
      case "LINK":
        return element.parentNode === document.head && ours(element.href);
      case "META":
        return element.parentNode === document.head && !element.httpEquiv;
      case "BODY": case "TITLE":
        return element.parentNode === document.documentElement ||
          element.parentNode === document.head || element.namespaceURI.endsWith("svg");
    }
    return false;
  };
  const look = (root) => {
    for (const element of root.querySelectorAll("*")) {
      const tell = (what) => found.push(`${what}: ${element.outerHTML.slice(0, 120)}`);
      if (tags.has(element.tagName.toUpperCase()) && !usual(element)) tell("element");
      for (const { name, value } of element.attributes) {
        if (/^on/i.test(name)) tell(name);
        if (/^(srcdoc|ping|formaction|background|is)$/i.test(name)) {
          const isOwn = name === "formaction" && ours(value);
          if (!isOwn) tell(name);
        }
        const address = value.replace(/[\s\u0000-\u001f]/g, "");
        if (/^(href|src|action|xlink:href|data|poster|srcset|cite)$/i.test(name) &&
            /^(javascript|vbscript|data|blob|file|filesystem|view-source):/i.test(address)) {
          tell(name);
        }
      }
      if (element.closest(".prose") && (element.id || element.getAttribute("name"))) tell("name");
      if (element.closest(".prose") && element.hasAttribute("style")) tell("style");
      if (element.closest(".prose") && element.tagName === "IMG") tell("picture");
      if (element.tagName === "TEMPLATE") look(element.content);
      if (element.shadowRoot) look(element.shadowRoot);
    }
  };
  look(document);
  return found;
}
"""


# Marks of direction whose effect would go on past the element that somebody's words stand in.
SPILLS = r"""
() => {
  const found = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { data, parentElement: holder } = texts.currentNode;
    if (!/[\u202a-\u202e\u2066-\u2069]/.test(data)) continue;
    if (holder.closest(".prose, script, option")) continue;
    const { display, unicodeBidi } = getComputedStyle(holder);
    if (display === "inline" && !/isolate|plaintext/.test(unicodeBidi)) {
      found.add(holder.outerHTML.replace(data, "…").slice(0, 120));
    }
  }
  return [...found];
}
"""


@dataclass
class Watch:
    """A window without the policy, and all that ran or was asked of other hosts in it."""

    page: Page
    hits: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    dangers: list[str] = field(default_factory=list)

    def sign_in(self, cookie: str, url: str) -> None:
        """Become the person of this session."""
        name, value = cookie.split("=", 1)
        self.page.context.add_cookies([{"name": name, "value": value, "url": url}])

    def look(self, address: str = "") -> None:
        """Open an address, or look at what is open, and note what is dangerous."""
        if address:
            answer = self.page.goto(address)
            assert answer
            assert answer.status == 200, address
        self.page.wait_for_load_state()
        found = self.page.evaluate(DANGERS) + self.page.evaluate(SPILLS)
        self.dangers += [f"{self.page.url} {one}" for one in found]

    def is_clean(self) -> None:
        """Hold that nothing was found."""
        self.page.evaluate("hit('the end')")  # what was called before has been heard before
        assert (self.hits, self.strangers, self.dangers) == (["the end"], [], [])


@pytest.fixture(scope="module")
def house(environment: dict[str, str], server: services.Daphne) -> dict[str, Any]:
    return _planted("plant", environment)


def _planted(what: str, environment: dict[str, str]) -> dict[str, Any]:
    command = (sys.executable, "-m", "tests.browser.plant", what)
    env = services.environment(**environment)
    done = subprocess.run(command, cwd=services.ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def window(browser: Browser, server: services.Daphne, house) -> Iterator[Watch]:
    context = browser.new_context(
        base_url=server.url, locale="en", bypass_csp=True, viewport={"width": 1280, "height": 800}
    )
    context.set_default_timeout(TIMEOUT_MS)
    watch = Watch(context.new_page())
    _record(context, watch, server.url)
    watch.sign_in(house["cookie"], server.url)
    yield watch
    context.close()


def _record(context: BrowserContext, watch: Watch, own: str) -> None:
    context.expose_binding(
        "hit", lambda source, *given: watch.hits.append(*given or [source["page"].url])
    )
    context.add_init_script(RECORD)
    hosts = (own, own.replace("http", "ws"), "data:", "blob:", "about:")
    context.on(
        "request",
        lambda request: (
            None if request.url.startswith(hosts) else watch.strangers.append(request.url)
        ),
    )


def _pages(head: int) -> range:
    return range(MESSAGES_PER_PAGE // 2, head + MESSAGES_PER_PAGE, MESSAGES_PER_PAGE)


# --- The tests of these tests -----------------------------------------------------------------


def test_there_are_enough_of_them():
    assert len(set(names())) >= PAYLOADS_MIN


@pytest.mark.parametrize(
    "payload",
    [
        "<img src=x onerror=hit()>",
        "<img src=x onerror=alert(1)>",
        "<input autofocus onfocus=hit()>",
        "<iframe srcdoc='<script>parent.hit()</script>'></iframe>",
    ],
)
def test_a_payload_that_gets_through_is_noticed(window, payload):
    window.page.goto("/rooms/")
    window.page.evaluate("(html) => document.body.innerHTML = html", payload)
    for _ in range(WAITS):
        if not window.hits:
            window.page.wait_for_timeout(20)
    window.look()
    assert window.hits
    assert window.dangers


def test_what_is_left_to_be_clicked_is_noticed(window):
    window.page.goto("/rooms/")
    window.page.evaluate("document.body.innerHTML = '<a href=\"java\\nscript:hit()\">x</a>'")
    window.look()
    assert len(window.dangers) == 1


# --- Messages, names, states, and the lines that tell of them ---------------------------------


def test_nothing_in_a_conversation_runs(window, house):
    room = house["conversation"]
    shown: set[str] = set()
    for seq in _pages(room["head"]):
        window.page.goto(f"/rooms/{room['slug']}/{seq}/")
        expect_ready(window.page)
        window.look()
        shown |= {*window.page.locator("[data-ref=author]").all_text_contents()}
    window.is_clean()
    assert {_plain(name) for name in house["names"]} - {_plain(name) for name in shown} == set()


def test_nothing_in_the_lines_of_a_renamed_room_runs(window, house):
    room = house["renamed"]
    for seq in _pages(room["head"]):
        window.look(f"/rooms/{room['slug']}/{seq}/")
    expect_ready(window.page)
    window.look()
    window.is_clean()


def test_nothing_that_comes_live_runs(window, house, server, environment):
    """Everybody changes their name, and then all texts arrive at an open page."""
    window.page.goto(f"/rooms/{house['conversation']['slug']}/")
    expect_ready(window.page)
    write(window.page, "here")  # whoever writes is at the end, where what comes is shown
    expect_stored(window.page, "here")
    author = window.page.locator("li.message:not(.message--mine) [data-ref=author]").last
    name = author.text_content() or ""
    _planted("rename", environment)
    expect(author).not_to_have_text(name)
    window.look()
    _say_all(server, house, [*house["bodies"], "that was all"])
    expect(window.page.locator("li.message", has_text="that was all")).to_be_visible()
    window.look()
    window.is_clean()


def _say_all(server: services.Daphne, house: dict[str, Any], bodies: list[str]) -> None:
    room = house["conversation"]["id"]
    address = server.url.replace("http", "ws") + "/ws/"
    headers = {"Cookie": house["cookie"]}
    with connect(address, origin=Origin(server.url), additional_headers=headers) as socket:
        socket.send(json.dumps({"type": "hello", "epoch": None, "rooms": {}}))
        for body in bodies:
            frame = {"type": "message", "room": room, "nonce": str(uuid4()), "body": body}
            socket.send(json.dumps(frame))
        stored = 0
        while stored < len(bodies):
            stored += json.loads(socket.recv())["type"] == "ack"


# --- Lists ------------------------------------------------------------------------------------


def test_nothing_in_a_list_of_people_runs(window, house):
    slug = house["conversation"]["slug"]
    shown = ""
    for page in range(1, len(house["names"]) // 100 + 2):
        window.look(f"/rooms/{slug}/members/?page={page}")
        shown += window.page.locator("main").text_content() or ""
    for username in house["people"][::EVERY]:
        window.look(f"/people/{username}/")
    window.is_clean()
    assert [name for name in house["names"] if _plain(name) not in _plain(shown)] == []


def test_nothing_in_a_list_of_rooms_runs(window, house, server):
    window.sign_in(house["cookie of the owner"], server.url)
    window.page.goto(f"/rooms/{house['rooms'][0]}/")
    expect_ready(window.page)
    window.look()
    window.look("/rooms/")
    shown = window.page.locator("main").text_content() or ""
    following = window.page.locator("main a[rel=next]")
    while following.count():  # there are rooms of other tests, too
        window.look(f"/rooms/{following.get_attribute('href')}")
        shown += window.page.locator("main").text_content() or ""
    for slug in house["rooms"][::EVERY]:
        window.look(f"/rooms/{slug}/settings/")
    window.is_clean()
    assert [name for name in house["names"] if _plain(name) not in _plain(shown)] == []


def test_nothing_on_the_pages_of_the_desk_runs(window, house):
    for address in ("", "held/", "rooms/"):
        window.look(f"/admin/chat/case/{address}")
        for page in range(2, _last_page(window.page) + 1):
            window.look(f"/admin/chat/case/{address}?page={page}")
    window.page.goto("/admin/chat/case/")
    cases = [item.get_attribute("href") for item in window.page.locator(".desk-item").all()]
    assert cases
    window.look("/admin/chat/case/people/")
    people = [item.get_attribute("href") for item in window.page.locator(".desk-item").all()]
    assert people
    for address in [*cases[::EVERY_OF_THE_DESK], *people[::EVERY_OF_THE_DESK]]:
        window.look(address)
    window.is_clean()


def _last_page(page: Page) -> int:
    pages = page.locator(".desk-pages")
    return int((pages.text_content() or "").split("/")[1].split()[0]) if pages.count() else 1


@pytest.mark.parametrize("model", MODELS)
def test_nothing_in_a_list_of_the_desk_runs(window, model):
    address = f"/admin/chat/{model}/"
    window.look(address)
    rows = window.page.locator("#result_list tbody tr")
    assert rows.count()
    for page in range(2, _desk_pages(window.page) + 1):
        window.look(f"{address}?p={page}")
    window.look(f"{address}?q=hit()")
    window.page.goto(address)
    rows.first.locator("th a, td a").first.click()
    window.look()
    window.is_clean()


def _desk_pages(page: Page) -> int:
    numbers = page.locator(".paginator a").all_text_contents()
    return max((int(one) for one in numbers if one.strip().isdigit()), default=1)


def _plain(text: str) -> str:
    """Without the spaces and unseen marks that HTML and names do not tell apart."""
    return "".join(char for char in text if not char.isspace() and category(char)[0] != "C")
