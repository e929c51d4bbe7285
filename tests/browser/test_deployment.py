"""People at a place as deploy/ ships it: nginx with TLS, two Daphnes, PostgreSQL and Redis."""

import json
import re
import time
from collections.abc import Iterator
from itertools import count
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests import services
from tests.browser.people import PHONE, Site, expect_ready, expect_stored, texts, write
from tests.browser.test_first_day import PASSWORD, set_up
from tests.crowd import Crowd

SETTLE_SECONDS = 2
SPREAD_SECONDS = 0.1
PEOPLE = 12

_crowds = count()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[services.Deployment]:
    """What the windows open: its servers' logs must hold no fault in the end."""
    with services.deployment(tmp_path_factory.mktemp("deployment")) as deployment:
        yield deployment
        assert deployment.faults == []


@pytest.fixture
def crowd(server: services.Deployment) -> Crowd:
    """People in a room of their own who never stop talking, once they are let in."""
    return Crowd(server, server.populate(PEOPLE, f"crowd-{next(_crowds)}"))


def invite(alice: Page) -> str:
    alice.get_by_role("link", name="Invite people").click()
    alice.locator("main form button").first.click()
    return alice.locator("input[readonly]").first.input_value()


def join(hanako: Page, link: str) -> None:
    hanako.goto(link)
    hanako.locator("main form button").first.click()
    hanako.locator("[name=username]").fill("花子")
    for field in hanako.locator("input[type=password]").all():
        field.fill(PASSWORD)
    hanako.locator("main button").last.click()
    hanako.wait_for_url("**/rooms/*/")


def tap(hanako: Page, body: str) -> None:
    """Write as on a phone, where Enter begins a new line."""
    hanako.locator("#body").fill(body)
    hanako.locator("[data-ref=send]").tap()


def restart_one_by_one(deployment: services.Deployment) -> None:
    """As `systemctl restart hiroba@8001`, then 8002: the next one once the last one serves.

    The unit waits as long before it says so: see there.
    """
    for daphne in deployment.daphnes:
        daphne.stop()
        daphne.start()
        time.sleep(SETTLE_SECONDS)


def test_the_first_visitor_invites_a_second_over_tls_and_they_talk(open_window, server):
    alice = open_window(ignore_https_errors=True)
    answers: dict[str, tuple[int, dict[str, str]]] = {}
    alice.on("response", lambda one: answers.update({one.url: (one.status, one.headers)}))
    link = services.manage("setup_link", env=server.env)
    set_up(alice, urlsplit(link.strip()).path)
    write(alice, "Is anybody here?")
    expect_stored(alice, "Is anybody here?")
    link = invite(alice)
    assert link.startswith(f"{server.url}/invite/")
    hanako = open_window(
        locale="ja", viewport=PHONE, is_mobile=True, has_touch=True, ignore_https_errors=True
    )
    join(hanako, link)
    alice.goto("/")
    tap(hanako, "はい、います。")
    expect_stored(alice, "はい、います。")
    assert all(cookie["secure"] for cookie in alice.context.cookies())
    static = {url: answer for url, answer in answers.items() if "/static/" in url}
    assert re.search(r"/static/js/main\.[0-9a-f]{12}\.js", " ".join(static))
    for url, (status, headers) in static.items():
        assert status == 200, url
        assert headers["cache-control"] == "public, max-age=31536000, immutable", url


@pytest.fixture
def pair(open_window, server) -> list[Page]:
    """Two people in the same room, each in a window."""
    with services.commands(server.env) as commands:
        site = Site(commands)
    pages = []
    for person in range(2):
        page = open_window(ignore_https_errors=True)
        site.sign_in(page, server.url, person)
        page.goto(f"/rooms/{site.slug}/")
        expect_ready(page)
        pages.append(page)
    return pages


def test_restarting_one_daphne_after_the_other_loses_nothing_and_shows_no_error(
    pair, server, crowd
):
    write(pair[0], "Are you there?")
    expect_stored(pair[1], "Are you there?")
    with crowd:
        before = crowd.arrivals
        restart_one_by_one(server)
        write(pair[0], "Did you notice?")
        write(pair[1], "Notice what?")
        for page in pair:
            expect_stored(page, "Did you notice?", "Notice what?")
            expect_ready(page)
        assert texts(pair[0]) == texts(pair[1])
        crowd.talk_on()
        assert crowd.arrivals >= before + PEOPLE  # everybody was on one of them
        assert crowd.spread_of_returns() > SPREAD_SECONDS
    assert crowd.trouble == []
    assert crowd.lost_or_doubled() == []
    logged = [json.loads(line) for line in server.nginx.access_log.splitlines()]
    assert [line for line in logged if line["status"].startswith("5")] == []


def test_a_reload_of_nginx_takes_nobodys_socket(pair, server, crowd):
    with crowd:
        there = crowd.arrivals
        server.nginx.reload()
        write(pair[0], "And now?")
        expect_stored(pair[1], "And now?")
        crowd.talk_on()
        assert crowd.arrivals == there
    assert crowd.trouble == []
    assert crowd.lost_or_doubled() == []


def test_the_doctor_finds_nothing_but_what_the_tests_leave_away(server: services.Deployment):
    with pytest.raises(RuntimeError) as told:
        services.manage("doctor", "--url", server.url, env=server.env)
    lines = str(told.value).splitlines()
    wrong = [line for line in lines if line.startswith("WRONG")]
    assert [line.removeprefix("WRONG  ") for line in wrong[:3]] == [
        "PostgreSQL: fsync is off",
        "PostgreSQL: synchronous_commit is off",
        "PostgreSQL: full_page_writes is off",
    ]
    assert [line.split(": ")[0] for line in wrong[3:]] == ["WRONG  Mail"]  # no server for it runs
    for what in ("come from another address", "move the place's root", "another origin cannot"):
        assert any(line.startswith("ok") and what in line for line in lines), what


def test_each_daphne_tells_its_figures_to_this_machine_alone(server: services.Deployment):
    for daphne in server.daphnes:
        assert services.fetch(f"{daphne.url}/metrics")[0] == 200
    assert services.fetch(f"{server.url}/metrics", server.nginx.certificate)[0] == 404
    status, body = services.fetch(f"{server.url}/readyz", server.nginx.certificate)
    assert (status, json.loads(body)["status"]) == (200, "ready")
