"""Who types, what rooms and people are called, where the focus goes: with several windows."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.people import DESK, Site, choose, expect_stored, message, write

TYPING = "[data-ref=typing]"


@pytest.fixture
def site(commands, server) -> Site:
    return Site(commands, people=3)


@pytest.fixture
def enter(open_window, server, site):
    """Return a function that opens a room's page for one of the people and waits for the server."""

    def enter(person: int, slug: str | None = None, **options):
        page = open_window(**{"viewport": DESK, **options})
        site.sign_in(page, server.url, person)
        page.goto(f"/rooms/{slug or site.slug}/")
        expect(page.locator("[data-ref=here-count]")).not_to_be_empty()
        return page

    return enter


def type_on(page: Page) -> None:
    page.locator("#body").press_sequentially("so")


NOTHING_WAITS = """
from chat.models import Case, HeldMessage
Case.objects.all().delete()
HeldMessage.objects.all().delete()
"""


def bar_button(page: Page, body: str, act: str) -> Locator:
    return message(page, body).locator(f"[data-ref=actions] [data-act={act}]")


def test_a_reaction_to_an_old_message_does_not_end_somebodys_typing(enter, site):
    alice, bob, carol = enter(0), enter(1), enter(2)
    write(bob, "an old one")
    expect_stored(alice, "an old one")
    expect_stored(carol, "an old one")
    type_on(bob)
    expect(alice.locator(TYPING)).to_contain_text("is typing")
    message(carol, "an old one").hover()
    bar_button(carol, "an old one", "more").click()
    carol.locator("[data-ref=menu] [data-emoji='🎉']").click()
    expect(message(alice, "an old one").locator("[data-ref=reaction]")).to_be_visible()
    bob.locator("#body").press_sequentially(" and so on")
    expect(alice.locator(TYPING)).to_contain_text("is typing")
    write(bob, "said at last")
    expect_stored(alice, "said at last")
    expect(alice.locator(TYPING)).to_be_empty()


def test_who_is_blocked_is_not_typing_from_that_moment_on(enter, site):
    alice, bob = enter(0), enter(1)
    write(bob, "hello")
    expect_stored(alice, "hello")
    type_on(bob)
    expect(alice.locator(TYPING)).to_contain_text("is typing")
    choose(alice, "hello", "block")
    expect(alice.locator(TYPING)).to_be_empty()
    name = site.people[1]["username"]
    face = alice.locator(f"[data-ref=members] a[href='/people/{name}/'] [data-ref=presence]")
    expect(face).to_be_hidden()
    choose(alice, "A message of somebody you have blocked", "unblock")
    expect(face).to_be_visible()


def test_a_renamed_room_is_called_so_at_the_composer_too(enter, site):
    owner, other = enter(0), enter(1)
    settings = owner.context.new_page()
    settings.goto(f"/rooms/{site.slug}/settings/")
    settings.locator("#id_name").fill("広場 of all")
    settings.locator("form:has(#id_name) button").first.click()
    for page in (owner, other):
        expect(page.locator("#body")).to_have_attribute("placeholder", "Message to 広場 of all")
        expect(page.locator("label[for=body]")).to_have_text("Message to 広場 of all")
        expect(page.locator("[data-ref=room-title]")).to_have_text("広場 of all")
        expect(page).to_have_title(re.compile("^広場 of all"))


def test_escape_from_the_emoji_brings_the_caret_back_to_what_one_was_writing(enter):
    page = enter(0)
    write(page, "said")
    expect_stored(page, "said")
    page.locator("#body").fill("half a thought")
    page.evaluate("document.getElementById('body').setSelectionRange(4, 4)")
    message(page, "said").hover()
    bar_button(page, "said", "react").click()
    expect(page.locator("[data-ref=emoji-search]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#body")).to_be_focused()
    page.keyboard.type("!")
    expect(page.locator("#body")).to_have_value("half! a thought")


@pytest.mark.parametrize("way", ["react", "more"])
def test_escape_brings_the_focus_back_to_the_messages_button(enter, way):
    page = enter(0)
    write(page, "said")
    expect_stored(page, "said")
    message(page, "said").focus()
    bar_button(page, "said", way).focus()
    page.keyboard.press("Enter")
    if way == "more":
        page.locator("[data-ref=menu] [data-ref=more-emoji]").press("Enter")
    expect(page.locator("[data-ref=emoji-search]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("[data-ref=picker]")).to_be_hidden()
    expect(bar_button(page, "said", way)).to_be_focused()


def test_escape_from_the_jump_list_and_from_a_question_brings_the_focus_back(enter):
    page, other = enter(0), enter(1)
    write(other, "loans")
    expect_stored(page, "loans")
    page.locator("#body").focus()
    page.keyboard.press("Control+k")
    expect(page.locator("[data-ref=switcher-words]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#body")).to_be_focused()
    message(page, "loans").focus()
    bar_button(page, "loans", "more").focus()
    page.keyboard.press("Enter")
    page.locator("[data-ref=menu] [data-act=report]").press("Enter")
    expect(page.locator("[data-ref=ask]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(bar_button(page, "loans", "more")).to_be_focused()


def test_times_are_in_the_browsers_zone_on_every_page(enter, open_window, server, site):
    tokyo = enter(0, timezone_id="Asia/Tokyo")
    write(tokyo, "what time is it?")
    expect_stored(tokyo, "what time is it?")
    lima = enter(1, timezone_id="America/Lima")
    expect_stored(lima, "what time is it?")
    moment = message(lima, "what time is it?").locator("[data-ref=time]")
    drawn, whole = moment.text_content(), moment.get_attribute("title")
    assert drawn != message(tokyo, "what time is it?").locator("[data-ref=time]").text_content()
    # The same without scripts, by the cookie that the page has left.
    plain = open_window(viewport=DESK, java_script_enabled=False)
    plain.context.add_cookies(lima.context.cookies())
    plain.goto(f"/rooms/{site.slug}/")
    expect(message(plain, "what time is it?").locator("[data-ref=time]")).to_have_text(drawn or "")
    assert moment.get_attribute("title") == whole
    written = message(plain, "what time is it?").locator("[data-ref=time]").get_attribute("title")
    assert written == whole


CLOSE = """
from chat.actions.moderation.administration import store_person
from chat.models import User
person = User.objects.get(pk={person})
person.is_active = {is_active}
store_person(person, ["is_active"])
"""


def set_active(commands, site: Site, person: int, *, is_active: bool) -> None:
    code = CLOSE.format(person=site.people[person]["id"], is_active=is_active)
    commands.run("shell", "--verbosity", "0", "--command", code)


def test_a_conversation_with_somebody_who_goes_and_comes_back(enter, site, commands):
    alice, _bob = enter(0), enter(1)
    name = site.people[1]["username"]
    face = alice.locator(f"[data-ref=members] a[href='/people/{name}/'] [data-ref=presence]")
    alice.goto(f"/direct/new/?to={name}")
    alice.locator("form:has(#id_people) button").first.click()
    expect(alice.locator("[data-ref=writing]")).to_be_visible()
    expect(face).to_be_visible()
    write(alice, "hello")
    expect_stored(alice, "hello")
    set_active(commands, site, 1, is_active=False)
    expect(alice.locator("[data-ref=deserted]")).to_be_visible()
    expect(alice.locator("[data-ref=writing]")).to_be_hidden()
    expect(alice.locator(f"[data-ref=members] a[href='/people/{name}/']")).to_contain_text(
        "Account closed"
    )
    expect(face).to_be_hidden()
    alice.reload()
    expect(alice.locator("[data-ref=deserted]")).to_be_visible()
    expect(alice.locator(f"[data-ref=members] a[href='/people/{name}/']")).to_be_visible()
    expect(face).to_be_hidden()
    set_active(commands, site, 1, is_active=True)
    expect(alice.locator("[data-ref=writing]")).to_be_visible()
    write(alice, "welcome back")
    expect_stored(alice, "welcome back")


def test_the_number_of_what_waits_follows_while_a_moderator_looks(enter, site, commands):
    commands.run("shell", "--verbosity", "0", "--command", NOTHING_WAITS)  # of other tests
    site.appoint(0)
    moderator, alice, bob = enter(0), enter(1), enter(2)
    badge = moderator.locator("[data-ref=waiting]")
    before = badge.locator("[data-ref=count]").text_content()
    write(bob, "buy loans")
    expect_stored(alice, "buy loans")
    choose(alice, "buy loans", "report")
    alice.locator("[data-ref=ask-form] button:visible", has_text="Report").click()
    expect(badge).to_be_visible()
    expect(badge.locator("[data-ref=count]")).not_to_have_text(before or "")
