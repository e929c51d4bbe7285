"""Cookies: a socket reads them as the pages do, whatever else stands in the header."""

from io import BytesIO

import pytest
from django.core.handlers.asgi import ASGIRequest
from hypothesis import given
from hypothesis import strategies as st

from chat.live.sessions.cookies import cookies_of
from config.requests import Utf8Request

OTHERS = [
    'prefs={"theme":"dark"}',
    "a b=c d",
    "naïve=ü",
    'open="quote',
    "=nameless",
    "no-equals-sign",
    "expires=Thu, 01 Jan 2026 00:00:00 GMT",
    "path=/",
    "$Version=1",
    "a[b]=c,d",
    ";;;",
    "",
    "long=" + "x" * 30_000,
    "\x7f\x01=\xff",
]

headers = st.lists(
    st.tuples(
        st.sampled_from([b"cookie", b"cookie2", b"host"]),
        st.one_of(
            st.binary(max_size=40),
            st.text('sessionid=;" \\,{}[]%123', max_size=40).map(str.encode),
        ),
    ),
    max_size=4,
)


def page_reads(given_headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    scope = {"type": "http", "method": "GET", "path": "/", "headers": given_headers}
    return Utf8Request(scope, BytesIO()).COOKIES


@given(headers)
def test_a_socket_reads_what_a_page_reads(given_headers):
    assert cookies_of(given_headers) == page_reads(given_headers)


@given(st.binary(max_size=60))
def test_one_header_is_read_as_djangos_own_requests_read_it(value):
    sent = [(b"cookie", value)]
    scope = {"type": "http", "method": "GET", "path": "/", "headers": sent}
    assert cookies_of(sent) == ASGIRequest(scope, BytesIO()).COOKIES


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("shape", ["{other}; {own}", "{own}; {other}", "{other};{own};{other}"])
def test_no_other_cookie_hides_the_session(shape, other):
    header = shape.format(own="sessionid=abc", other=other).encode("latin-1")
    assert cookies_of([(b"cookie", header)])["sessionid"] == "abc"


def test_a_header_in_several_parts_is_one():
    parts = [(b"cookie", b"a=1"), (b"host", b"x"), (b"cookie", b"sessionid=abc"), (b"cookie", b"")]
    assert cookies_of(parts) == page_reads(parts) == {"a": "1", "sessionid": "abc"}


@pytest.mark.django_db(transaction=True)
async def test_a_foreign_cookie_does_not_sign_the_socket_out(connect, alice_cookie, lobby):
    welcome = await connect('prefs={"theme":"dark"}; ' + alice_cookie).hello()
    assert welcome["user"]["username"] == "alice"
