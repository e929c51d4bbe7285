"""The moderation desk by keyboard, and what a moderator's and a muted person's pages show."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Site, expect_ready, message, open_menu, write

MODERATOR, REPORTER, RUDE, OWNER = range(4)
MUTE = """
from datetime import timedelta
from chat.actions.moderation.mutes import mute_in_room
from chat.models import Membership, Room, User
room = Room.objects.get(slug="{slug}")
Membership.objects.filter(room=room, role="owner").update(role="member")
Membership.objects.filter(room=room, user={owner}).update(role="owner")
owner, muted = User.objects.get(pk={owner}), User.objects.get(pk={muted})
mute_in_room(owner, room, muted, timedelta(hours=1), "calm down")
"""


@pytest.fixture
def site(commands) -> Site:
    site = Site(commands, people=4)
    site.appoint(MODERATOR)
    return site


@pytest.fixture
def enter(open_window, server, site):
    """Return a function that opens an address as one of the people."""

    def enter(person: int, address: str) -> Page:
        page = open_window()
        site.sign_in(page, server.url, person)
        page.goto(address)
        return page

    return enter


@pytest.fixture
def desk(enter, site) -> Page:
    """The moderator's window, with the case about a message that was reported just now."""
    rude = enter(RUDE, f"/rooms/{site.slug}/")
    expect_ready(rude)
    words = f"rude words in {site.slug}"
    write(rude, words)
    reporter = enter(REPORTER, f"/rooms/{site.slug}/")
    open_menu(reporter, message(reporter, words))
    reporter.locator("[data-ref=menu] [data-act=report]").click()
    reporter.locator("[data-ref=ask] .button--main:visible").click()
    expect(reporter.locator("[data-ref=said]")).to_contain_text("The moderators have been told")

    desk = enter(MODERATOR, f"/admin/chat/case/?q={site.slug}")
    desk.locator(".desk-item").click()
    expect(desk.locator(".desk-said--it")).to_contain_text(words)
    return desk


def opened(desk: Page) -> list[str]:
    buttons = desk.locator("[data-ref=acts] details[open] button").all()
    return [button.get_attribute("value") or "" for button in buttons]


def is_open(desk: Page) -> bool:
    """Whether the case is: it offers to be dismissed."""
    desk.reload()
    return desk.locator("[value=dismiss]").count() == 1


def test_a_key_opens_an_act_with_the_reason_in_focus_and_does_nothing(desk):
    desk.keyboard.press("b")
    assert opened(desk) == ["ban"]
    expect(desk.locator("details[open] textarea")).to_be_focused()
    desk.keyboard.type("bhdwm")
    expect(desk.locator("details[open] textarea")).to_have_value("bhdwm")
    assert opened(desk) == ["ban"]
    desk.keyboard.press("Escape")
    assert opened(desk) == []
    assert is_open(desk)


def test_without_a_reason_nothing_is_sent(desk):
    for key in ("b", "w", "m", "p"):
        desk.keyboard.press(key)
        desk.keyboard.press("Control+Enter")
        desk.keyboard.press("Escape")
    assert "/act/" not in desk.url
    assert is_open(desk)


def test_a_second_act_does_it_and_no_more_than_once(desk, site):
    desk.keyboard.press("w")
    desk.keyboard.type("No insults, please")
    desk.keyboard.press("Control+Enter")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".messagelist")).to_contain_text("Done.")
    desk.goto(f"/admin/chat/case/people/{site.people[RUDE]['id']}/")
    expect(desk.locator(".desk-record li", has_text="No insults, please")).to_have_count(1)


def test_what_is_light_waits_for_enter(desk):
    desk.keyboard.press("d")
    assert opened(desk) == ["dismiss"]
    desk.keyboard.press("Enter")
    expect(desk.locator(".messagelist")).to_contain_text("Done.")


def test_a_key_with_another_one_that_is_held_or_that_composes_is_no_command(desk):
    for keys in ("Control+b", "Alt+b", "Meta+b", "Shift+B"):
        desk.keyboard.press(keys)
    for given in ("repeat: true", "isComposing: true", "keyCode: 229"):
        desk.evaluate(
            "document.body.dispatchEvent(new KeyboardEvent('keydown', "
            f"{{ key: 'b', bubbles: true, {given} }}))"
        )
    assert opened(desk) == []


def test_two_moderators_do_not_decide_the_same_case(desk, enter, site):
    other = enter(MODERATOR, desk.url)
    other.keyboard.press("d")
    other.keyboard.press("Enter")
    expect(other.locator(".messagelist")).to_contain_text("Done.")
    desk.keyboard.press("b")
    desk.keyboard.type("a long explanation")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("[role=alert]").first).to_contain_text("This has changed")
    expect(desk.locator(".desk")).to_contain_text("a long explanation")
    desk.goto(f"/admin/chat/case/people/{site.people[RUDE]['id']}/")
    expect(desk.locator("[data-key=b] [value=ban]")).to_have_count(1)


def test_the_number_beside_the_administration_follows_when_the_page_is_looked_at(desk, enter):
    page = enter(MODERATOR, "/rooms/")
    badge = page.locator("[data-ref=waiting] [data-ref=count]")
    before = int(badge.inner_text())
    desk.keyboard.press("d")
    desk.keyboard.press("Enter")
    expect(desk.locator(".messagelist")).to_contain_text("Done.")
    page.evaluate("performance.now = () => 8.64e15")
    page.evaluate("dispatchEvent(new Event('focus'))")
    if before > 1:
        expect(badge).to_have_text(str(before - 1))
    else:
        expect(page.locator("[data-ref=waiting]")).to_be_hidden()


def test_a_rooms_owner_lifts_a_mute_and_the_composer_is_back_at_once(enter, commands, site):
    ids = {"owner": site.people[OWNER]["id"], "muted": site.people[RUDE]["id"]}
    code = MUTE.format(slug=site.slug, **ids)
    commands.run("shell", "--verbosity", "0", "--command", code)
    muted = enter(RUDE, f"/rooms/{site.slug}/")
    expect(muted.locator("[data-ref=muted]")).to_contain_text("calm down")

    owner = enter(OWNER, f"/rooms/{site.slug}/members/")
    expect(owner.locator(".tag", has_text="muted until")).to_have_count(1)
    owner.get_by_role("button", name="Lift the mute of").click()
    expect(owner.locator("[role=status]", has_text="The mute is over.")).to_be_visible()
    expect(owner.locator(".tag", has_text="muted until")).to_have_count(0)
    expect(muted.locator("[data-ref=writing]")).to_be_visible()
    write(muted, "I may speak again")
    expect(message(muted, "I may speak again")).to_have_count(1)
