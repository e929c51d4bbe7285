"""What a moderator does to somebody, and what one hides from oneself, seen on open pages."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import Site, expect_ready, message, open_menu, write

MODERATOR, *WATCHERS = range(4)


@pytest.fixture
def site(commands) -> Site:
    site = Site(commands, people=4)
    site.appoint(MODERATOR)
    return site


def test_who_is_muted_reads_why_and_until_when_and_the_room_goes_on(open_window, server, site):
    moderator, muted = open_window(), open_window()
    for page, person in ((moderator, MODERATOR), (muted, WATCHERS[0])):
        site.sign_in(page, server.url, person)
        page.goto(f"/rooms/{site.slug}/")
        expect_ready(page)
    write(muted, "too loud")
    number = site.people[WATCHERS[0]]["id"]
    token = moderator.locator("[data-ref=composer] [name=csrfmiddlewaretoken]").input_value()
    answer = moderator.request.post(
        f"{server.url}/rooms/{site.slug}/members/{number}/mute/",
        form={"seconds": "3600", "reason": "Please wait a little", "csrfmiddlewaretoken": token},
        headers={"Referer": f"{server.url}/", "X-Requested-With": "fetch"},
    )
    assert answer.ok, answer.text()
    expect(muted.locator("[data-ref=muted]")).to_contain_text("Please wait a little")
    expect(muted.locator("[data-ref=writing]")).to_be_hidden()


def test_a_report_that_does_not_arrive_stays_open_with_its_note(open_window, server, site):
    reporter, rude = open_window(), open_window()
    for page, person in ((reporter, WATCHERS[0]), (rude, WATCHERS[1])):
        site.sign_in(page, server.url, person)
        page.goto(f"/rooms/{site.slug}/")
        expect_ready(page)
    write(rude, "rude words to report")
    row = message(reporter, "rude words to report")
    open_menu(reporter, row)
    reporter.locator("[data-ref=menu] [data-act=report]").click()
    dialog = reporter.locator("[data-ref=ask]")
    dialog.locator("[name=note]").fill("three times today")
    reporter.route("**/report/", lambda route: route.abort())
    dialog.locator(".button--main:visible").click()
    expect(dialog.locator("[data-ref=ask-wrong]")).to_contain_text("did not answer")
    expect(dialog.locator("[name=note]")).to_have_value("three times today")

    reporter.unroute("**/report/")
    dialog.locator(".button--main:visible").click()
    expect(dialog).to_be_hidden()
    expect(reporter.locator("[data-ref=said]")).to_contain_text("The moderators have been told")


def test_a_blocked_persons_messages_are_hidden_from_the_blocker_alone(open_window, server, site):
    pages = []
    for person in WATCHERS[:3]:
        page = open_window()
        site.sign_in(page, server.url, person)
        page.goto(f"/rooms/{site.slug}/")
        expect_ready(page)
        pages.append(page)
    blocker, blocked, other = pages
    write(blocked, "unwelcome words")
    row = message(blocker, "unwelcome words")
    open_menu(blocker, row)
    blocker.locator("[data-ref=menu] [data-act=block]").click()
    expect(blocker.locator(".message--blocked")).to_have_count(1)
    expect(message(blocker, "unwelcome words")).to_have_count(0)
    expect(message(other, "unwelcome words")).to_have_count(1)
    blocker.reload()
    expect(message(blocker, "unwelcome words")).to_have_count(0)
