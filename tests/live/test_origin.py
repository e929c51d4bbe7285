"""Who may open a socket by the page it comes from."""

import pytest

from chat.live.sessions.origin import may_open


def scope(*headers: tuple[str, str]) -> dict:
    return {"headers": [(name.encode(), value.encode()) for name, value in headers]}


@pytest.fixture(autouse=True)
def served_at(settings):
    settings.ALLOWED_HOSTS = ["chat.example.com"]
    settings.BEHIND_TLS = True
    settings.TRUSTED_ORIGINS = ["https://app.example.com"]


@pytest.mark.parametrize("origin", ["https://chat.example.com", "https://app.example.com"])
def test_a_page_of_this_site_or_a_trusted_one_may(origin):
    assert may_open(scope(("host", "chat.example.com"), ("origin", origin)))


@pytest.mark.parametrize(
    "origin",
    [
        "http://chat.example.com",
        "https://chat.example.com:8443",
        "https://chat.example.com.evil.example",
        "https://evil.example",
        "https://chat.example.com/",
        "null",
        "",
    ],
)
def test_any_other_page_may_not(origin):
    assert not may_open(scope(("host", "chat.example.com"), ("origin", origin)))


def test_without_an_origin_nobody_may():
    assert not may_open(scope(("host", "chat.example.com")))


def test_two_origins_are_one_too_many():
    origin = ("origin", "https://chat.example.com")
    assert not may_open(scope(("host", "chat.example.com"), origin, origin))


def test_a_host_that_is_not_ours_may_not_even_with_its_own_origin():
    assert not may_open(scope(("host", "evil.example"), ("origin", "https://evil.example")))


def test_without_tls_the_page_is_plain(settings):
    settings.BEHIND_TLS = False
    settings.ALLOWED_HOSTS = ["localhost"]
    assert may_open(scope(("host", "localhost:8000"), ("origin", "http://localhost:8000")))
    assert not may_open(scope(("host", "localhost:8000"), ("origin", "http://localhost:8001")))
