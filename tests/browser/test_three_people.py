"""Three people on two Daphnes watch what each of them does, on a desk and on a Japanese phone."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import services
from tests.browser.people import DESK, PHONE, Site, expect_ready, expect_stored, message

DEVICES: dict[str, dict[str, Any]] = {
    "desk": {"viewport": DESK},
    "Japanese phone": {
        "viewport": PHONE,
        "locale": "ja",
        "is_mobile": True,
        "has_touch": True,
    },
}
ALICE, BOB, CHARLIE = range(3)
UNREAD = "[data-ref=unread] [data-ref=count]"

Enter = Callable[..., Page]


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> Iterator[dict[str, str]]:
    """PostgreSQL, Redis and no limits."""
    with ExitStack() as stack:
        env = services.in_production(str(tmp_path_factory.mktemp("three"))) | {
            "DATABASE_URL": stack.enter_context(services.postgres()),
            "REDIS_URL": stack.enter_context(services.redis_server()).url,
        }
        services.migrate(env)
        yield env


@pytest.fixture(scope="module")
def daphnes(large) -> Iterator[list[services.Daphne]]:
    """Two of them; their logs must hold no fault in the end."""
    with ExitStack() as stack:
        servers = [stack.enter_context(services.daphne(large)) for _ in range(2)]
        yield servers
        assert [server.faults for server in servers] == [[], []]


@pytest.fixture(scope="module")
def large_commands(large, daphnes) -> Iterator[services.Commands]:
    with services.commands(large) as commands:
        yield commands


@pytest.fixture
def site(large_commands) -> Site:
    return Site(large_commands, people=3)


@pytest.fixture(params=DEVICES, ids=str)
def device(request) -> dict[str, Any]:
    return DEVICES[request.param]


@pytest.fixture
def enter(open_window, daphnes, site, device) -> Enter:
    """Return a function that opens a room for one of the people; bob is at the other Daphne."""

    def enter(person: int, slug: str | None = None) -> Page:
        url = daphnes[person % 2].url
        page = open_window(base_url=url, **device)
        site.sign_in(page, url, person)
        page.goto(f"/rooms/{slug or site.slug}/")
        expect_ready(page)
        return page

    return enter


@pytest.fixture
def everybody(enter) -> list[Page]:
    """The three of them in the room, which is alice's."""
    return [enter(person) for person in (ALICE, BOB, CHARLIE)]


def open_menu(page: Page, body: str) -> Locator:
    """Open what can be done with a message, as one does on this device."""
    place = message(page, body).locator("[data-ref=html]")
    if page.evaluate("matchMedia('(pointer: coarse)').matches"):
        _rest_on(page, place)
    else:
        place.hover()
        message(page, body).locator("[data-act=more]").click()
    menu = page.locator("[data-ref=menu]")
    menu.wait_for()
    return menu


def _rest_on(page: Page, place: Locator) -> None:
    session = page.context.new_cdp_session(page)
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    point = {"x": box["x"] + 20, "y": box["y"] + box["height"] / 2}
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    page.locator("[data-ref=menu]").wait_for()
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def choose(page: Page, body: str, act: str) -> None:
    open_menu(page, body).locator(f"[data-act={act}]").click()


def send(page: Page, body: str) -> None:
    """Write something and press the button, which every device has."""
    page.locator("#body").fill(body)
    page.locator("[data-ref=send]").click()


def test_an_edit_is_seen_by_all(everybody):
    send(everybody[ALICE], "お茶にしますか")
    for page in everybody:
        expect_stored(page, "お茶にしますか")
    choose(everybody[ALICE], "お茶にしますか", "edit")
    send(everybody[ALICE], "コーヒーにしますか")
    for page in everybody:
        expect(message(page, "コーヒーにしますか").locator("[data-ref=edited]")).to_be_visible()
        expect(message(page, "お茶にしますか")).to_have_count(0)


def test_a_reply_and_the_end_of_its_original_are_seen_by_all(everybody):
    send(everybody[BOB], "行きましょう")
    expect_stored(everybody[CHARLIE], "行きましょう")
    choose(everybody[CHARLIE], "行きましょう", "reply")
    send(everybody[CHARLIE], "賛成です")
    for page in everybody:
        quote = message(page, "賛成です").locator("[data-ref=quote]")
        expect(quote).to_contain_text("行きましょう")
    choose(everybody[BOB], "行きましょう", "delete")
    everybody[BOB].locator("[data-ref=menu] [data-ref=delete]").click()
    for page in everybody:
        expect(page.locator(".message--deleted")).to_be_visible()
        quote = message(page, "賛成です").locator("[data-ref=quote]")
        expect(quote).not_to_contain_text("行きましょう")


def test_reactions_of_several_people_are_seen_by_all(everybody):
    send(everybody[ALICE], "完成しました")
    for person in (BOB, CHARLIE):
        expect_stored(everybody[person], "完成しました")
        open_menu(everybody[person], "完成しました").locator("[data-emoji='👍']").click()
    for page in everybody:
        reaction = message(page, "完成しました").locator("[data-ref=reaction]")
        expect(reaction).to_have_count(1)
        expect(reaction).to_contain_text("2")


def test_a_pin_is_seen_by_all(everybody):
    send(everybody[BOB], "会議は三時です")
    expect_stored(everybody[ALICE], "会議は三時です")
    choose(everybody[ALICE], "会議は三時です", "pin")
    for page in everybody:
        expect(message(page, "会議は三時です").locator("[data-ref=pinned]")).to_be_visible()


def test_a_new_name_of_the_room_is_seen_by_all(everybody, site):
    everybody[ALICE].goto(f"/rooms/{site.slug}/settings/")
    everybody[ALICE].locator("[name=name]").fill("新しい広場")
    everybody[ALICE].locator("form", has=everybody[ALICE].locator("[name=name]")).locator(
        "button"
    ).click()
    for page in everybody[1:]:
        expect(page.locator("[data-ref=room-title]")).to_have_text("新しい広場")
        expect(page.locator(".message--happening").last).to_contain_text("新しい広場")


def test_who_is_removed_learns_it_at_once_and_the_others_see_it(everybody, site):
    everybody[ALICE].goto(f"/rooms/{site.slug}/members/")
    username = site.people[CHARLIE]["username"]
    row = everybody[ALICE].locator(
        ".list__item", has=everybody[ALICE].locator(f"[href='/people/{username}/']")
    )
    row.locator("summary").click()
    row.locator(".button--danger").click()
    expect(everybody[CHARLIE].locator("[data-ref=composer]")).to_be_hidden()
    told = everybody[BOB].locator(".message--happening", has_text=site.name(CHARLIE))
    expect(told).to_have_count(2)  # that charlie joined, and was removed
    send(everybody[BOB], "またね")
    expect_stored(everybody[BOB], "またね")


def test_two_devices_of_one_person_agree_on_what_is_unread(enter, site):
    other = site.add_room()
    desk, phone, bob = enter(ALICE, other), enter(ALICE, other), enter(BOB)
    send(bob, "未読です")
    expect_stored(bob, "未読です")
    link = f"[data-ref=room-link][href='/rooms/{site.slug}/'] {UNREAD}"
    for page in (desk, phone):
        expect(page.locator(link)).to_have_text("1")
    desk.goto(f"/rooms/{site.slug}/")
    expect_stored(desk, "未読です")
    expect(phone.locator(link)).to_be_hidden()
