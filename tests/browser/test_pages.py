"""Every page, in both languages, on a desk and on a phone: whole, quiet, and with nothing running
that somebody has written."""

import pytest

from tests.browser.people import DESK, PHONE, Site, expect_stored, write

PAGES = ["/rooms/{slug}/", "/rooms/", "/rooms/new/", "/rooms/archived/", "/direct/new/",
         "/rooms/{slug}/members/", "/rooms/{slug}/add/", "/rooms/{slug}/settings/",
         "/rooms/{slug}/invitations/", "/account/", "/accounts/password/change/",
         "/accounts/email/"]  # fmt: skip
OUTSIDE = ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"]

PAYLOADS = [
    "<script>window.hit = 1</script>",
    "<img src=x onerror='window.hit = 1'>",
    "<svg onload=window.hit=1>",
    "[click](javascript:window.hit=1)",
    "<a href='javascript:window.hit=1'>click</a>",
    "```html\n<script>window.hit = 1</script>\n```",
    "'\"><script>window.hit = 1</script>",
    "</template><script>window.hit = 1</script>",
    "{{ constructor.constructor('window.hit = 1')() }}",
    "<iframe srcdoc='<script>parent.hit = 1</script>'></iframe>",
    '![x](x" onerror="window.hit=1)',
    "<math><mtext></p><style><img src=x onerror=window.hit=1>",
]


@pytest.fixture
def site(commands, server) -> Site:
    return Site(commands)


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("locale", ["en", "ja"])
def test_no_page_complains_or_is_wider_than_the_window(open_window, server, site, locale, viewport):
    page = open_window(locale=locale, viewport=viewport)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    for address in OUTSIDE:
        look_at(page, address, locale)
    site.sign_in(page, server.url, 0)
    for address in PAGES:
        look_at(page, address.format(slug=site.slug), locale)
    assert complaints == []


def look_at(page, address: str, locale: str) -> None:
    answer = page.goto(address)
    assert answer.status == 200, address
    assert page.locator("html").get_attribute("lang") == locale
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address


def test_nothing_that_is_written_runs(open_window, server, site):
    alice, bob = open_window(), open_window()
    for person, page in enumerate((alice, bob)):
        site.sign_in(page, server.url, person)
        page.goto(f"/rooms/{site.slug}/")
    for payload in PAYLOADS:
        write(alice, payload)
    write(alice, "that was all")
    expect_stored(bob, "that was all")
    bob.reload()
    expect_stored(bob, "that was all")
    for page in (alice, bob):
        assert page.evaluate("window.hit") is None


@pytest.mark.parametrize("payload", PAYLOADS[:3])
def test_no_name_of_a_person_or_a_room_runs(open_window, server, site, payload):
    page = open_window()
    site.sign_in(page, server.url, 0)
    page.goto("/account/")
    page.locator("[name=name]").fill(payload)
    page.locator("main form button[type=submit]").first.click()
    page.goto("/rooms/new/")
    page.locator("[name=name]").fill(payload)
    page.locator("[name=description]").fill(payload)
    page.locator("main form button").last.click()
    page.wait_for_url("**/rooms/*/")
    write(page, "hello")
    expect_stored(page, "hello")
    for address in (page.url, "/rooms/", "/account/"):
        page.goto(address)
        assert page.evaluate("window.hit") is None
