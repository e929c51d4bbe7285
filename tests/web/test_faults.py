"""What a person reads when it is our fault."""

import pytest
from django.db import OperationalError, connection
from django.test import Client


@pytest.fixture
def visitor(db) -> Client:
    """Somebody whose client shows the page instead of raising what went wrong."""
    return Client(raise_request_exception=False)


def away(*_query):
    raise OperationalError("the connection is lost")


def broken(*_query):
    raise ValueError("a fault of ours")


def test_a_page_says_that_the_database_is_away(visitor) -> None:
    with connection.execute_wrapper(away):
        page = visitor.get("/accounts/login/", headers={"accept-language": "en"})
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "5"
    assert "The database does not answer just now" in page.content.decode()


def test_it_says_so_in_japanese_to_who_reads_japanese(visitor) -> None:
    with connection.execute_wrapper(away):
        page = visitor.get("/accounts/login/", headers={"accept-language": "ja"})
    assert "データベース" in page.content.decode()


def test_any_other_fault_is_a_500(visitor) -> None:
    with connection.execute_wrapper(broken):
        page = visitor.get("/accounts/login/", headers={"accept-language": "en"})
    assert page.status_code == 500
    assert "Something is broken here" in page.content.decode()


def test_a_page_of_fault_keeps_the_strict_policy(visitor) -> None:
    with connection.execute_wrapper(away):
        page = visitor.get("/accounts/login/")
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
