"""People change, answer, mark and pin what was said, and everybody sees it at once."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.people import (
    DESK,
    PHONE,
    Site,
    choose,
    expect_stored,
    message,
    open_menu,
    refusing,
    texts,
    write,
)

LINES = 300
JAPANESE_PHONE = {
    "locale": "ja",
    "viewport": PHONE,
    "is_mobile": True,
    "has_touch": True,
}


@pytest.fixture
def site(commands, server) -> Site:
    return Site(commands)


@pytest.fixture
def enter(open_window, server, site):
    """Return a function that opens the room's page for one of the people."""

    def enter(person: int, address: str = "", **options):
        page = open_window(**{"viewport": DESK, **options})
        site.sign_in(page, server.url, person)
        page.goto(f"/rooms/{site.slug}/{address}")
        return page

    return enter


@pytest.fixture
def long_history(commands, site, tmp_path) -> None:
    """The room has many messages."""
    log = tmp_path / "2026-11-20.txt"
    log.write_text("".join(f"[10:00] <mika> line {number}\n" for number in range(LINES)))
    commands.run("import_log", str(log), "--room", site.slug)


def react(page: Page, body: str, emoji: str) -> None:
    """Put one of the quick emoji under the message with this text."""
    open_menu(page, message(page, body))
    page.locator(f"[data-ref=menu] [data-emoji='{emoji}']").click()


def rest_on(page: Page, place: Locator) -> None:
    """Let a finger rest on it, as one does on a phone."""
    session = page.context.new_cdp_session(page)
    box = place.bounding_box()
    point = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    page.locator("[data-ref=menu]").wait_for()
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def reaction(page: Page, body: str) -> Locator:
    """The first emoji under the message with this text."""
    return message(page, body).locator("[data-ref=reaction]").first


def test_an_edit_is_seen_by_everybody_and_marked(enter):
    alice, bob = enter(0), enter(1)
    write(alice, "helo")
    expect_stored(bob, "helo")
    alice.locator("#body").press("ArrowUp")
    expect(alice.locator("#body")).to_have_value("helo")
    write(alice, "hello")
    for page in (alice, bob):
        expect(message(page, "hello").locator("[data-ref=edited]")).to_be_visible()
        assert texts(page) == ["hello"]


def test_escape_leaves_an_edit_and_brings_back_what_one_was_writing(enter):
    page = enter(0)
    write(page, "said")
    expect_stored(page, "said")
    page.locator("#body").press_sequentially("half a thou")
    choose(page, "said", "edit")
    expect(page.locator("[data-ref=context]")).to_contain_text("said")
    page.locator("#body").press("Escape")
    expect(page.locator("#body")).to_have_value("half a thou")
    expect(page.locator("[data-ref=context]")).to_be_hidden()


def test_what_is_deleted_leaves_its_place(enter):
    alice, bob = enter(0), enter(1)
    write(alice, "never mind")
    expect_stored(bob, "never mind")
    choose(alice, "never mind", "delete")
    alice.locator("[data-ref=menu] [data-ref=delete]").click()
    for page in (alice, bob):
        expect(page.locator(".message--deleted")).to_have_text(
            re.compile("The author has deleted this message")
        )
        expect(message(page, "never mind")).to_have_count(0)


def test_to_keep_a_message_takes_nothing_away(enter):
    page = enter(0)
    write(page, "after all")
    expect_stored(page, "after all")
    choose(page, "after all", "delete")
    page.locator("[data-ref=menu] [data-ref=keep]").click()
    expect(page.locator("[data-ref=menu]")).to_be_hidden()
    expect(message(page, "after all")).to_be_visible()


def test_an_answer_quotes_what_it_answers_and_follows_it(enter):
    alice, bob = enter(0), enter(1)
    write(alice, "shall we?")
    expect_stored(bob, "shall we?")
    message(bob, "shall we?").hover()
    message(bob, "shall we?").locator("[data-act=reply]").click()
    expect(bob.locator("[data-ref=context]")).to_contain_text("shall we?")
    write(bob, "yes, let us")
    quote = message(alice, "yes, let us").locator("[data-ref=quote]")
    expect(quote).to_contain_text("shall we?")
    alice.locator("#body").press("ArrowUp")
    write(alice, "shall we go?")
    expect(quote).to_contain_text("shall we go?")


def test_an_answer_is_kept_with_the_draft(enter):
    page = enter(0)
    write(page, "question")
    expect_stored(page, "question")
    choose(page, "question", "reply")
    page.locator("#body").press_sequentially("half an ans")
    page.reload()
    expect(page.locator("[data-ref=context]")).to_contain_text("question")
    expect(page.locator("#body")).to_have_value("half an ans")


def test_reactions_are_counted_and_say_whose_they_are(enter):
    alice, bob = enter(0), enter(1)
    write(alice, "lunch")
    expect_stored(bob, "lunch")
    react(bob, "lunch", "🎉")
    expect(reaction(alice, "lunch")).to_have_attribute("aria-pressed", "false")
    reaction(alice, "lunch").click()
    for page in (alice, bob):
        expect(reaction(page, "lunch").locator("[data-ref=count]")).to_have_text("2")
        expect(reaction(page, "lunch").locator(".reaction__person")).to_have_count(2)
        expect(reaction(page, "lunch")).to_have_attribute("aria-pressed", "true")
    reaction(bob, "lunch").click()
    expect(reaction(alice, "lunch").locator("[data-ref=count]")).to_have_text("1")


def test_any_emoji_is_found_in_japanese_too(enter):
    page = enter(0, locale="ja")
    write(page, "お昼")
    expect_stored(page, "お昼")
    message(page, "お昼").hover()
    message(page, "お昼").locator("[data-act=react]").click()
    page.locator("[data-ref=emoji-grid] button").first.wait_for()
    page.locator("#emoji-search").fill("スシ")
    expect(page.locator("[data-ref=emoji-grid] [data-emoji='🍣']")).to_be_visible()
    page.locator("[data-ref=emoji-grid] [data-emoji='🍣']").click()
    expect(reaction(page, "お昼")).to_have_attribute("data-emoji", "🍣")


def test_what_is_pinned_stands_in_the_list_and_leads_to_its_place(enter):
    alice, bob = enter(0), enter(1)
    write(alice, "the address")
    expect_stored(bob, "the address")
    choose(alice, "the address", "pin")
    for page in (alice, bob):
        expect(message(page, "the address").locator("[data-ref=pinned]")).to_be_visible()
        expect(page.locator("[data-ref=pins-count]")).to_have_text("1")
    bob.locator("[data-ref=pin-link]").click()
    expect(message(bob, "the address")).to_have_class(re.compile("message--found"))
    alice.locator("[data-ref=unpin]").click()
    for page in (alice, bob):
        expect(page.locator("[data-ref=pins-button]")).to_be_hidden()
        expect(message(page, "the address").locator("[data-ref=pinned]")).to_be_hidden()


def test_only_what_one_may_do_is_offered(enter):
    owner, member = enter(0), enter(1)
    write(owner, "by the owner")
    expect_stored(member, "by the owner")
    open_menu(member, message(member, "by the owner"))
    menu = member.locator("[data-ref=menu]")
    expect(menu.locator("[data-act=reply]")).to_be_visible()
    for act in ("edit", "delete", "pin", "versions"):
        expect(menu.locator(f"[data-act={act}]")).to_be_hidden()


def test_what_is_done_while_the_server_is_away_is_done_when_it_is_back(enter, server):
    page = enter(0)
    write(page, "befor")
    expect_stored(page, "befor")
    server.stop()
    try:
        react(page, "befor", "👍")
        page.locator("#body").press("ArrowUp")
        write(page, "before")
        expect(message(page, "before").locator("[data-ref=state]")).to_be_visible()
        expect(reaction(page, "before").locator("[data-ref=count]")).to_have_text("1")
    finally:
        server.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(message(page, "before").locator("[data-ref=edited]")).to_be_visible()
    page.reload()
    expect(reaction(page, "before").locator("[data-ref=count]")).to_have_text("1")


def test_a_refused_act_says_why_and_can_be_given_up(enter):
    page = enter(0)
    page.route_web_socket("**/ws/", refusing("react", "too_many_reactions"))
    page.reload()
    write(page, "mine")
    expect_stored(page, "mine")
    react(page, "mine", "👍")
    state = message(page, "mine").locator("[data-ref=state]")
    expect(state).to_contain_text("Your reaction was not added.")
    expect(state).to_contain_text("as many different reactions as it can have")
    message(page, "mine").get_by_role("button", name="Discard").click()
    expect(state).to_have_count(0)
    expect(reaction(page, "mine")).to_have_count(0)


def test_a_mention_is_completed_with_the_keyboard(enter, site):
    page = enter(0)
    other = site.people[1]["username"]
    page.locator("#body").press_sequentially(f"hello @{other[:6]}")
    page.get_by_role("option", name=f"@{other}").wait_for()
    options = page.get_by_role("option").all_inner_texts()
    place = next(at for at, text in enumerate(options) if other in text)
    for _ in range(place):
        page.locator("#body").press("ArrowDown")
    page.locator("#body").press("Enter")
    expect(page.locator("#body")).to_have_value(f"hello @{other} ")
    assert texts(page) == []
    page.locator("#body").press("Enter")
    expect(page.locator(".mention")).to_have_text(f"@{other}")


def test_who_is_mentioned_sees_it_on_a_tinted_ground(enter, site):
    alice, bob = enter(0), enter(1)
    write(alice, f"@{site.people[1]['username']} hello")
    expect_stored(bob, "hello")
    expect(message(bob, "hello")).to_have_class(re.compile("message--mentions-me"))
    expect(message(alice, "hello")).not_to_have_class(re.compile("message--mentions-me"))


def test_enter_while_composing_chooses_no_person(enter):
    page = enter(0, locale="ja")
    page.locator("#body").press_sequentially("@")
    page.get_by_role("option").first.wait_for()
    session = page.context.new_cdp_session(page)
    composed = {"text": "ぺ", "selectionStart": 1, "selectionEnd": 1}
    session.send("Input.imeSetComposition", composed)
    page.keyboard.press("Enter")
    expect(page.locator("#body")).not_to_have_value(re.compile("person"))
    assert texts(page) == []


def test_escape_closes_the_list_of_people_first(enter):
    page = enter(0)
    write(page, "said")
    expect_stored(page, "said")
    choose(page, "said", "reply")
    page.locator("#body").press_sequentially("@")
    page.get_by_role("option").first.wait_for()
    page.locator("#body").press("Escape")
    expect(page.get_by_role("option").first).to_be_hidden()
    expect(page.locator("[data-ref=context]")).to_be_visible()


def test_a_link_opens_the_room_at_the_message(enter, long_history):
    page = enter(0, address="?after=0")
    seq = message(page, "line 7").first.get_attribute("data-seq")
    linked = enter(1, address=f"{seq}/")
    expect(message(linked, "line 7").first).to_be_in_viewport()
    expect(message(linked, "line 7").first).to_have_class(re.compile("message--found"))
    linked.locator("[data-ref=pill]").click()
    expect(message(linked, f"line {LINES - 1}")).to_be_in_viewport()


def test_a_quote_leads_to_an_original_that_is_far_away(enter, long_history):
    page = enter(0, address="?after=0")
    message(page, "line 7").first.hover()
    message(page, "line 7").first.locator("[data-act=reply]").click()
    write(page, "the answer")
    expect_stored(page, "the answer")
    message(page, "the answer").locator("[data-ref=quote]").click()
    original = page.locator("li.message--found")
    expect(original).to_contain_text("line 7")
    expect(original).to_be_in_viewport()


def test_what_is_marked_unread_stands_under_the_line(enter):
    alice, bob = enter(0), enter(1)
    for body in ("one.", "two."):
        write(alice, body)
    expect_stored(bob, "one.", "two.")
    choose(bob, "two.", "unread")
    below = bob.locator(".unread-line + li.message")
    expect(below).to_contain_text("two.")


def test_copying_says_so_and_copies_the_link(enter):
    page = enter(0)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    write(page, "worth a link")
    expect_stored(page, "worth a link")
    seq = message(page, "worth a link").get_attribute("data-seq")
    choose(page, "worth a link", "copy_link")
    expect(page.locator("[data-ref=said]")).to_have_text("The link is copied.")
    assert page.evaluate("navigator.clipboard.readText()") == f"{page.url}{seq}/"


def test_messages_are_walked_with_the_keyboard(enter):
    page = enter(0)
    for body in ("one.", "two."):
        write(page, body)
    expect_stored(page, "one.", "two.")
    message(page, "two.").focus()
    page.keyboard.press("ArrowUp")
    expect(message(page, "one.")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(message(page, "one.").locator("[data-act=reply]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[data-ref=context]")).to_contain_text("one.")
    expect(page.locator("#body")).to_be_focused()


def test_everything_is_done_with_a_finger_in_japanese(enter):
    alice, bob = enter(0), enter(1, **JAPANESE_PHONE)
    write(alice, "明日は何時ですか")
    expect_stored(bob, "明日は何時ですか")
    rest_on(bob, message(bob, "明日は何時ですか"))
    bob.locator("[data-ref=menu] [data-emoji='🙏']").tap()
    expect(reaction(alice, "明日は何時ですか")).to_have_attribute("data-emoji", "🙏")
    rest_on(bob, message(bob, "明日は何時ですか"))
    bob.locator("[data-ref=menu] [data-act=reply]").tap()
    bob.locator("#body").fill("十時です")
    bob.locator("[data-ref=send]").tap()
    expect(message(alice, "十時です").locator("[data-ref=quote]")).to_contain_text("明日は")
    expect_stored(bob, "十時です")
    rest_on(bob, message(bob, "十時です"))
    bob.locator("[data-ref=menu] [data-act=edit]").tap()
    bob.locator("#body").fill("十一時です")
    bob.locator("[data-ref=send]").tap()
    for page in (alice, bob):
        expect(message(page, "十一時です").locator("[data-ref=edited]")).to_be_visible()
    rest_on(bob, message(bob, "十一時です"))
    bob.locator("[data-ref=menu] [data-act=delete]").tap()
    bob.locator("[data-ref=menu] [data-ref=delete]").tap()
    expect(alice.locator(".message--deleted")).to_be_visible()


def test_the_server_draws_a_message_as_the_page_does(enter, site):
    alice, bob = enter(0), enter(1)
    write(alice, f"@{site.people[1]['username']} hello")
    expect_stored(bob, "hello")
    react(bob, "hello", "👍")
    choose(alice, "hello", "pin")
    choose(bob, "hello", "reply")
    write(bob, "an answer")
    expect_stored(alice, "an answer")
    write(alice, "so be it")
    expect_stored(bob, "so be it")
    write(bob, "to be removed")  # by another than the last: without scripts all have their faces
    expect_stored(bob, "to be removed")
    choose(bob, "to be removed", "delete")
    bob.locator("[data-ref=menu] [data-ref=delete]").click()
    expect(bob.locator(".message--deleted")).to_be_visible()
    bob.mouse.move(0, 0)  # what is under the pointer shows what can be done with it
    plain = enter(1, java_script_enabled=False)
    drawn = "li => [[...li.classList].filter((name) => name != 'message--follows').sort(), "
    drawn += "li.innerText.trim().split(/\\s+/)]"
    live, still = (
        [one.evaluate(drawn) for one in page.locator("li.message:not(.message--happening)").all()]
        for page in (bob, plain)
    )
    assert live == still
