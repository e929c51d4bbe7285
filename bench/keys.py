"""What a key costs in the composer, from the press until the page is drawn again.

`python -m bench.keys` writes at the limit of a message's length: what a frame waits for is in it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

from tests import services
from tests.browser.conftest import OFFLINE, executable
from tests.browser.people import Site, expect_ready

SENTENCE = "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。"
LIMIT = 10_000
KEYS = 40
TEXTS = {"an empty field": "", "lines": SENTENCE + "\n", "no line break": SENTENCE}

FILL = """(text) => {
  const body = document.getElementById("body");
  body.value = text;
  body.dispatchEvent(new Event("input", { bubbles: true }));
  body.focus();
  body.setSelectionRange(text.length, text.length);
}"""
MEASURE = """() => {
  window.waits = [];
  window.addEventListener("keydown", () => {
    const pressed = performance.now();
    requestAnimationFrame(() => setTimeout(() => waits.push(performance.now() - pressed)));
  }, true);
}"""


def main() -> None:
    """Measure each text and print a line for it."""
    with TemporaryDirectory(prefix="hiroba-keys-") as folder, room_page(Path(folder)) as page:
        page.evaluate(MEASURE)
        for name, sentence in TEXTS.items():
            waits = keys(page, (sentence * LIMIT)[: LIMIT - KEYS])
            middle, longest = median(waits), max(waits)
            print(f"{name:16}  p50 {middle:5.1f} ms  longest {longest:5.1f} ms", flush=True)


@contextmanager
def room_page(folder: Path) -> Iterator[Page]:
    """Run a server as in production, and open a room in a Chromium."""
    env = services.in_production(str(folder)) | {"DJANGO_SETTINGS_MODULE": "tests.browser.settings"}
    services.manage("migrate", "--verbosity=0", env=env)
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    arguments = [*OFFLINE, *sandbox]
    with (
        services.daphne(env) as server,
        services.commands(env) as commands,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=executable(), args=arguments) as browser,
    ):
        page = browser.new_page(base_url=server.url)
        site = Site(commands, people=1)
        site.sign_in(page, server.url, 0)
        page.goto(f"/rooms/{site.slug}/")
        expect_ready(page)
        yield page


def keys(page: Page, text: str) -> list[float]:
    """Type `KEYS` keys behind this text; return what each took, in milliseconds."""
    page.evaluate(FILL, text)
    page.evaluate("waits.length = 0")
    page.keyboard.type("x" * KEYS, delay=50)
    page.wait_for_function("count => waits.length === count", arg=KEYS)
    return list(page.evaluate("waits"))


if __name__ == "__main__":
    main()
