"""Enter belongs to the Japanese input while something is being composed."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import Site, expect_stored


@pytest.fixture
def page(commands, server, open_window):
    site = Site(commands)
    page = open_window(locale="ja")
    site.sign_in(page, server.url, 0)
    page.goto(f"/rooms/{site.slug}/")
    page.locator("#body").focus()
    return page


@pytest.fixture
def ime(page):
    """The window's input method, as Chromium's debugging protocol plays it."""
    session = page.context.new_cdp_session(page)

    class Ime:
        def compose(self, text: str) -> None:
            session.send(
                "Input.imeSetComposition",
                {"text": text, "selectionStart": len(text), "selectionEnd": len(text)},
            )

        def press_enter(self) -> None:
            """The Enter that chooses a candidate: browsers report it as key code 229."""
            for kind in ("rawKeyDown", "keyUp"):
                session.send(
                    "Input.dispatchKeyEvent",
                    {"type": kind, "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229},
                )

        def commit(self, text: str) -> None:
            session.send("Input.insertText", {"text": text})

    return Ime()


def test_enter_while_composing_chooses_and_never_sends(page, ime):
    ime.compose("にほんご")
    ime.press_enter()
    ime.commit("日本語")
    expect(page.locator("#body")).to_have_value("日本語")
    expect(page.locator("li.message:not(.message--happening)")).to_have_count(0)
    page.locator("#body").press("Enter")
    expect_stored(page, "日本語")


def test_an_enter_in_the_middle_of_composing_leaves_the_text_alone(page, ime):
    ime.compose("へんかん")
    page.keyboard.press("Enter")
    expect(page.locator("li.message:not(.message--happening)")).to_have_count(0)


def test_the_order_of_safari_does_not_send_either(page):
    """Safari ends the composition first and then reports Enter, with key code 229."""
    page.locator("#body").fill("日本語")
    page.locator("#body").evaluate(
        """(body) => {
            body.dispatchEvent(new CompositionEvent("compositionend", { data: "日本語" }));
            const enter = { key: "Enter", keyCode: 229, bubbles: true, cancelable: true };
            body.dispatchEvent(new KeyboardEvent("keydown", enter));
        }"""
    )
    expect(page.locator("#body")).to_have_value("日本語")
    expect(page.locator("li.message:not(.message--happening)")).to_have_count(0)


def test_enter_while_composing_a_name_does_not_jump_to_a_room(page, ime):
    expect(page.locator("[data-ref=jump]")).to_be_visible()
    page.keyboard.press("Control+k")
    ime.compose("ひろば")
    ime.press_enter()
    ime.commit("広場")
    expect(page.locator("[data-ref=switcher-words]")).to_have_value("広場")
    expect(page.locator("[data-ref=switcher]")).to_be_visible()
