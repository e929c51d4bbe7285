"""What somebody is writing, in several windows: nothing of it is lost, and nothing comes twice."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import (
    DESK,
    Site,
    choose,
    expect_ready,
    expect_stored,
    message,
    open_menu,
    texts,
    write,
)

DRAFTS = "Object.entries(localStorage).filter(([key]) => key.startsWith('hiroba:draft:'))"
LINES = 300
FILL_STORAGE = "() => { Storage.prototype.setItem = () => { throw new DOMException('full'); }; }"
# As somebody does while the modules of a page are still on their way.
TYPE_EARLY = """
new MutationObserver((_changes, observer) => {
  const body = document.getElementById("body");
  if (!body) return;
  observer.disconnect();
  body.value = "early";
}).observe(document, { childList: true, subtree: true });
"""


@pytest.fixture
def site(commands, server) -> Site:
    return Site(commands)


@pytest.fixture
def enter(open_window, server, site):
    """Return a function that opens a room's page for one of the people, in a browser of its own."""

    def enter(person: int, slug: str | None = None, **options) -> Page:
        page = open_window(**{"viewport": DESK, **options})
        site.sign_in(page, server.url, person)
        page.goto(f"/rooms/{slug or site.slug}/")
        expect_ready(page)
        return page

    return enter


def beside(page: Page) -> Page:
    """Open the same address in another window of the same browser."""
    other = page.context.new_page()
    other.goto(page.url)
    expect_ready(other)
    return other


def delete(page: Page, body: str) -> None:
    choose(page, body, "delete")
    page.locator("[data-ref=menu] [data-ref=delete]").click()
    expect(message(page, body)).to_have_count(0)


def context_of(page: Page):
    return page.locator("[data-ref=context]")


def body_of(page: Page):
    return page.locator("#body")


def compose(page: Page, text: str):
    """Begin to compose with an input method, and return its session."""
    session = page.context.new_cdp_session(page)
    place = {"selectionStart": len(text), "selectionEnd": len(text)}
    session.send("Input.imeSetComposition", {"text": text, **place})
    return session


# --- Windows of one browser -----------------------------------------------------------------


def test_a_window_that_was_left_empty_takes_no_draft_away(enter, site):
    one = enter(0)
    other = beside(one)
    body_of(other).press_sequentially("half a thou")
    expect(body_of(one)).to_have_value("half a thou")
    other.close(run_before_unload=True)
    one.goto("/rooms/")
    one.goto(f"/rooms/{site.slug}/")
    expect(body_of(one)).to_have_value("half a thou")


def test_a_draft_is_the_same_in_all_windows_and_the_newest_change_wins(enter):
    one = enter(0)
    other = beside(one)
    body_of(one).fill("first")
    expect(body_of(other)).to_have_value("first")
    body_of(other).press_sequentially(" and second")
    expect(body_of(one)).to_have_value("first and second")
    one.reload()
    expect(body_of(one)).to_have_value("first and second")


def test_what_was_sent_in_one_window_is_gone_in_the_others(enter):
    one = enter(0)
    write(one, "question")
    expect_stored(one, "question")
    other = beside(one)
    choose(one, "question", "reply")
    body_of(one).press_sequentially("answer")
    expect(body_of(other)).to_have_value("answer")
    expect(context_of(other)).to_contain_text("question")
    body_of(one).press("Enter")
    expect(body_of(other)).to_have_value("")
    expect(context_of(other)).to_be_hidden()
    expect_stored(other, "answer")
    other.reload()
    expect(body_of(other)).to_have_value("")


def test_nothing_is_torn_from_under_an_input_method(enter):
    one = enter(0)
    other = beside(one)
    body_of(one).fill("sent elsewhere")
    expect(body_of(other)).to_have_value("sent elsewhere")
    body_of(other).focus()
    session = compose(other, "にほん")
    expect(body_of(other)).to_have_value("sent elsewhereにほん")
    body_of(one).press("Enter")
    expect_stored(other, "sent elsewhere")
    expect(body_of(other)).to_have_value("sent elsewhereにほん")
    session.send("Input.insertText", {"text": "日本"})
    expect(body_of(other)).to_have_value("sent elsewhere日本")
    expect(body_of(one)).to_have_value("sent elsewhere日本")


def test_rooms_have_drafts_of_their_own(enter, site):
    elsewhere = site.add_room()
    one = enter(0)
    other = one.context.new_page()
    other.goto(f"/rooms/{elsewhere}/")
    body_of(other).fill("there")
    body_of(one).fill("here")
    other.reload()
    one.reload()
    expect(body_of(other)).to_have_value("there")
    expect(body_of(one)).to_have_value("here")


def test_a_draft_that_the_browser_does_not_keep_stays_on_the_page(enter):
    page = enter(0)
    page.evaluate(FILL_STORAGE)
    body_of(page).press_sequentially("not kept")
    body_of(page).press("Enter")
    expect_stored(page, "not kept")
    expect(body_of(page)).to_have_value("")


def test_what_is_typed_before_the_page_is_ready_is_added_to_the_draft(enter):
    page = enter(0)
    body_of(page).fill("kept before")
    page.add_init_script(TYPE_EARLY)
    page.reload()
    expect(body_of(page)).to_have_value("kept before\n\nearly")


# --- What a message says now ----------------------------------------------------------------


def test_a_reply_to_what_was_deleted_says_so_and_is_sent_as_a_message(enter):
    alice, bob = enter(0), enter(1)
    write(bob, "secret words")
    expect_stored(alice, "secret words")
    choose(alice, "secret words", "reply")
    body_of(alice).press_sequentially("my answer")
    delete(bob, "secret words")
    expect(context_of(alice)).to_contain_text("was deleted")
    expect(context_of(alice)).not_to_contain_text("secret words")
    alice.reload()
    expect(context_of(alice)).to_contain_text("was deleted")
    expect(body_of(alice)).to_have_value("my answer")
    assert "secret words" not in alice.content()
    body_of(alice).press("Enter")
    expect_stored(bob, "my answer")
    expect(message(bob, "my answer").locator("[data-ref=quote]")).to_be_hidden()


def test_a_reply_shows_what_the_original_says_now(enter):
    alice, bob = enter(0), enter(1)
    write(bob, "helo")
    expect_stored(alice, "helo")
    choose(alice, "helo", "reply")
    body_of(bob).press("ArrowUp")
    write(bob, "hello")
    expect(context_of(alice)).to_contain_text("hello")


def test_the_words_of_other_messages_are_not_kept_with_a_draft(enter):
    page = enter(0)
    write(page, "secret words")
    expect_stored(page, "secret words")
    choose(page, "secret words", "reply")
    body_of(page).press_sequentially("answer")
    expect(body_of(beside(page))).to_have_value("answer")
    assert "secret words" not in json.dumps(page.evaluate(DRAFTS))


def test_a_draft_that_answers_what_is_far_away_asks_what_it_says(enter, commands, site, tmp_path):
    log = tmp_path / "2026-11-20.txt"
    log.write_text("".join(f"[10:00] <mika> line {number}\n" for number in range(LINES)))
    commands.run("import_log", str(log), "--room", site.slug)
    page = enter(0)
    page.goto(f"/rooms/{site.slug}/?after=0")
    message(page, "line 7").first.hover()
    message(page, "line 7").first.locator("[data-act=reply]").click()
    body_of(page).press_sequentially("late answer")
    page.goto(f"/rooms/{site.slug}/{LINES}/")
    expect(context_of(page)).to_contain_text("line 7")
    assert "line 7" not in texts(page)


def test_a_changed_edit_of_what_was_deleted_is_sent_as_a_message(enter):
    one, other = enter(0), enter(0)
    write(one, "mine")
    expect_stored(other, "mine")
    body_of(one).press_sequentially("half a thou")
    choose(one, "mine", "edit")
    body_of(one).press_sequentially(", and more")
    delete(other, "mine")
    expect(context_of(one)).to_contain_text("was deleted")
    expect(body_of(one)).to_have_value("mine, and more")
    body_of(one).press("Enter")
    expect_stored(other, "mine, and more")
    expect(body_of(one)).to_have_value("half a thou")


def test_an_edit_that_changed_nothing_goes_with_its_message(enter):
    one, other = enter(0), enter(0)
    write(one, "mine")
    expect_stored(other, "mine")
    choose(one, "mine", "edit")
    delete(other, "mine")
    expect(body_of(one)).to_have_value("")
    expect(context_of(one)).to_be_hidden()
    expect(one.locator("[data-ref=said]")).to_contain_text("was deleted")


def test_an_edit_that_changed_nothing_follows_its_message(enter):
    one, other = enter(0), enter(0)
    write(one, "as it was")
    expect_stored(other, "as it was")
    choose(one, "as it was", "edit")
    body_of(other).press("ArrowUp")
    write(other, "as it is")
    expect(body_of(one)).to_have_value("as it is")
    write(one, "as it will be")
    for page in (one, other):
        expect(message(page, "as it will be")).to_be_visible()
        assert texts(page) == ["as it will be"]


def test_the_words_of_somebody_who_is_blocked_are_quoted_nowhere(enter):
    alice, bob = enter(0), enter(1)
    write(bob, "rude words")
    expect_stored(alice, "rude words")
    choose(bob, "rude words", "reply")
    write(bob, "ruder still")
    choose(alice, "rude words", "reply")
    write(alice, "my answer")
    expect_stored(alice, "my answer")
    choose(alice, "rude words", "reply")
    choose(alice, "ruder still", "block")
    for place in (context_of(alice), message(alice, "my answer").locator("[data-ref=quote]")):
        expect(place).to_contain_text("somebody you have blocked")
    alice.reload()
    expect(message(alice, "my answer").locator("[data-ref=quote]")).not_to_contain_text("rude")


def test_the_menu_offers_what_can_be_done_now(enter):
    alice, bob = enter(0), enter(1)
    write(bob, "for a while")
    expect_stored(alice, "for a while")
    open_menu(alice, message(alice, "for a while"))
    menu = alice.locator("[data-ref=menu]")
    expect(menu.locator("[data-act=reply]")).to_be_visible()
    delete(bob, "for a while")
    expect(menu.locator("[data-act=reply]")).to_be_hidden()
    expect(menu.locator("[data-act=copy_link]")).to_be_visible()


def test_the_acts_under_a_resting_pointer_are_those_of_now(enter):
    alice, bob = enter(0), enter(1)
    write(bob, "for a while")
    expect_stored(alice, "for a while")
    message(alice, "for a while").hover()
    bar = alice.locator("[data-ref=actions], .actions")
    expect(bar.locator("[data-act=reply]")).to_be_visible()
    delete(bob, "for a while")
    expect(bar.locator("[data-act=reply]")).to_be_hidden()


# --- Two edits of one message ----------------------------------------------------------------


def overtaken(enter) -> tuple[Page, Page]:
    """Two browsers of one person: what the second one saves was made from an older text."""
    one, other = enter(0), enter(0)
    write(one, "as it was")
    expect_stored(other, "as it was")
    for page, text in ((one, "from the first"), (other, "from the second")):
        choose(page, "as it was", "edit")
        body_of(page).fill(text)
    body_of(one).press("Enter")
    expect(context_of(other)).to_contain_text("changed meanwhile")
    expect(context_of(other)).to_contain_text("from the first")
    body_of(other).press("Enter")
    expect(message(other, "from the second")).to_contain_text("from the first")
    return one, other


def test_an_edit_that_nobody_saw_is_not_gone_over(enter):
    one, other = overtaken(enter)
    assert texts(one) == ["from the first"]
    other.reload()
    expect(message(other, "from the second")).to_contain_text("from the first")
    expect(other.get_by_role("button", name="Keep mine")).to_be_visible()


def test_one_may_keep_ones_own_text(enter):
    one, other = overtaken(enter)
    other.get_by_role("button", name="Keep mine").click()
    for page in (one, other):
        expect(message(page, "from the second")).to_be_visible()
        expect(page.locator("[data-ref=act-state]")).to_have_count(0)
        assert texts(page) == ["from the second"]


def test_one_may_use_the_other_text(enter):
    _one, other = overtaken(enter)
    other.get_by_role("button", name="Use the other text").click()
    expect(other.locator("[data-ref=act-state]")).to_have_count(0)
    assert texts(other) == ["from the first"]


def test_one_may_go_on_editing(enter):
    one, other = overtaken(enter)
    other.get_by_role("button", name="Go on editing").click()
    expect(body_of(other)).to_have_value("from the second")
    expect(context_of(other)).to_contain_text("from the first")
    write(other, "from both")
    for page in (one, other):
        expect(message(page, "from both")).to_be_visible()
        assert texts(page) == ["from both"]


def test_edits_in_a_row_are_nobody_elses(enter):
    page = enter(0)
    write(page, "one")
    expect_stored(page, "one")
    for text in ("two", "three", "four"):
        body_of(page).press("ArrowUp")
        write(page, text)
    expect(message(page, "four").locator("[data-ref=edited]")).to_be_visible()
    expect(page.locator("[data-ref=act-state]")).to_have_count(0)
    page.reload()
    assert texts(page) == ["four"]
