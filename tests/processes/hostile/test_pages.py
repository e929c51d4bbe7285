"""Requests for pages that a real server reads byte by byte: answered, or refused as bad."""

import asyncio

import pytest

from tests.processes.conftest import Site
from tests.processes.hostile.conftest import unharmed
from tests.processes.hostile.raw import ask, enter
from tests.processes.hostile.test_handshakes import status_in

AT_ONCE = 8
FORM = b"application/x-www-form-urlencoded"


def page(line: bytes = b"GET /rooms/ HTTP/1.1", *headers: bytes, body: bytes = b"") -> bytes:
    """Return a request with these headers."""
    size = b"Content-Length: %d" % len(body)
    always = (b"Host: 127.0.0.1", b"Connection: close", *([size] if body else []))
    return b"\r\n".join((line, *always, *headers, b"", body))


def posted(kind: bytes, body: bytes = b"login=x&password=y") -> bytes:
    """Return a form that claims to be of this kind."""
    token = b"Cookie: csrftoken=" + b"x" * 32  # without it the form is not read
    line = b"POST /accounts/login/ HTTP/1.1"
    return page(line, token, b"Content-Type: " + kind, body=body)


ENCODINGS = (b"rot13", b"undefined", b"zlib", b"base64", b"idna", b"utf-16", b"utf-7", b"nonsense")
RANGES = b"bytes=" + b",".join(b"%d-%d" % (one, one) for one in range(1_000))

PAGES = {
    **{f"a form in {name.decode()}": posted(FORM + b"; charset=" + name) for name in ENCODINGS},
    **{
        f"a page with {name.decode()}": page(
            b"GET /rooms/?q=x HTTP/1.1", b"Content-Type: text/html; charset=" + name
        )
        for name in ENCODINGS
    },
    "an empty encoding": posted(FORM + b"; charset="),
    "an encoding of Latin-1": posted(FORM + b"; charset=\xff"),
    "parts without a boundary": posted(b"multipart/form-data"),
    "parts with an empty boundary": posted(b"multipart/form-data; boundary="),
    "parts that never end": posted(b"multipart/form-data; boundary=x", b"--x\r\n" * 5_000),
    "parts with a boundary of 5,000": posted(b"multipart/form-data; boundary=" + b"x" * 5_000),
    "parts without names": posted(b"multipart/form-data; boundary=x", b"--x\r\n\r\nx\r\n--x--"),
    "parts in odd base64": posted(
        b"multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="login"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n!\r\n--x--",
    ),
    "two thousand fields": posted(FORM, b"&".join([b"x=y"] * 2_000)),
    "three megabytes of a form": posted(FORM, b"login=" + b"x" * 3 * 2**20),
    "a form of NUL": posted(FORM, b"login=%00&password=%00"),
    "a form of surrogates": posted(FORM, b"login=%ED%A0%80&password=%ED%A0%80"),
    "a form of bytes": posted(FORM, bytes(range(256)) * 4),
    "JSON of depth 100,000": posted(b"application/json", b"[" * 100_000),
    "a thousand ranges": page(b"GET /static/css/base.css HTTP/1.1", b"Range: " + RANGES),
    "a range from the end": page(b"GET /static/css/base.css HTTP/1.1", b"Range: bytes=-0"),
    "a range of words": page(b"GET /static/css/base.css HTTP/1.1", b"Range: bytes=a-b"),
    "out of the static files": page(b"GET /static/../config/settings.py HTTP/1.1"),
    "out, encoded": page(b"GET /static/%2e%2e/%2e%2e/config/settings.py HTTP/1.1"),
    "out, encoded twice": page(b"GET /static/%252e%252e/config/settings.py HTTP/1.1"),
    "out, by backslash": page(b"GET /static/..%5c..%5cconfig%5csettings.py HTTP/1.1"),
    "out, from the root": page(b"GET /static//etc/passwd HTTP/1.1"),
    "a static file of NUL": page(b"GET /static/%00 HTTP/1.1"),
    "a static file of 5,000 letters": page(b"GET /static/" + b"x" * 5_000 + b" HTTP/1.1"),
    "a query of 15,000 bytes": page(b"GET /rooms/?q=" + b"x" * 15_000 + b" HTTP/1.1"),
    "an address of percent signs": page(b"GET /%%%/%zz/%u0000 HTTP/1.1"),
    "an address of surrogates": page(b"GET /rooms/%ED%A0%80/ HTTP/1.1"),
    "an address of NUL": page(b"GET /rooms/%00/ HTTP/1.1"),
    "a full address": page(b"GET http://evil.example/rooms/ HTTP/1.1"),
    "an asterisk": page(b"OPTIONS * HTTP/1.1"),
    "a connect": page(b"CONNECT evil.example:443 HTTP/1.1"),
    "a method of nobody": page(b"BREW /rooms/ HTTP/1.1"),
    "a method of 5,000 letters": page(b"X" * 5_000 + b" /rooms/ HTTP/1.1"),
    "a cookie of Latin-1": page(b"GET /rooms/ HTTP/1.1", b"Cookie: sessionid=\xe9\xff"),
    "a cookie of 10,000 parts": page(b"GET /rooms/ HTTP/1.1", b"Cookie: " + b"a=b;" * 3_000),
    "a session of 5,000": page(b"GET /rooms/ HTTP/1.1", b"Cookie: sessionid=" + b"x" * 5_000),
    "languages of 10,000": page(b"GET / HTTP/1.1", b"Accept-Language: " + b"a-b;q=1," * 1_500),
    "a date of no day": page(b"GET / HTTP/1.1", b"If-Modified-Since: Thu, 99 Foo 9999 99:99:99"),
    "two hosts": page(b"GET / HTTP/1.1", b"Host: evil.example"),
    "a proxy's address that is none": page(b"GET / HTTP/1.1", b"X-Forwarded-For: ,,\xff,::::"),
    "a root of somebody's": page(b"GET / HTTP/1.1", b"Daphne-Root-Path: /%00%ff"),
    "chunks of no size": page(
        b"POST /accounts/login/ HTTP/1.1", b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"
    ),
    "a negative chunk": page(
        b"POST /accounts/login/ HTTP/1.1", b"Transfer-Encoding: chunked\r\n\r\n-5\r\nhello"
    ),
    "HTTP/1.0": b"GET /rooms/ HTTP/1.0\r\n\r\n",
    "no host": b"GET /rooms/ HTTP/1.1\r\nConnection: close\r\n\r\n",
}


@pytest.fixture(scope="module")
def statuses(target: Site) -> dict[str, int | None]:
    """The status of each answer, while somebody's socket was open."""
    daphne = target.daphnes[0]
    places = asyncio.Semaphore(AT_ONCE)

    async def one(name: str) -> tuple[str, int | None]:
        async with places:
            return name, status_in(await ask(daphne, PAGES[name]))

    async def ask_all() -> dict[str, int | None]:
        witness = await enter(daphne, target.people[1]["cookie"])
        answers = dict(await asyncio.gather(*map(one, PAGES)))
        assert await witness.until_pong(b"still there") == []
        await witness.close()
        return answers

    with unharmed(daphne):
        return asyncio.run(ask_all())


@pytest.mark.parametrize("name", PAGES)
def test_an_odd_request_is_no_fault_of_ours(statuses, name):
    assert statuses[name] is None or statuses[name] < 500


async def test_a_request_that_trickles_in_holds_nobody_up(target: Site):
    daphne = target.daphnes[0]
    opened = [await asyncio.open_connection("127.0.0.1", daphne.port) for _ in range(50)]
    try:
        for sent in (b"GET /rooms/ HT", b"TP/1.1\r\nHo", b"st: 127.0.0.1\r\nX-Sl", b"ow: "):
            for _, writer in opened:
                writer.write(sent)
            assert status_in(await ask(daphne, page(b"GET /accounts/login/ HTTP/1.1"))) == 200
    finally:
        for _, writer in opened:
            writer.transport.abort()
