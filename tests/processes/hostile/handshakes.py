"""Handshakes that are none: a name for each, the bytes, and the statuses that may answer it."""

from tests import services
from tests.processes.hostile.raw import KEY, request

Case = tuple[bytes, set[int | None]]

BAD: set[int | None] = {400}
FORBIDDEN: set[int | None] = {403}
# None: the connection ends without a word, which is what the server does with endless lines.
TOO_LARGE: set[int | None] = {None, 400, 413, 414, 431}


def with_line(whole: bytes, line: bytes) -> bytes:
    """Return the request with one more line among its headers."""
    head, _, body = whole.partition(b"\r\n\r\n")
    return head + b"\r\n" + line + b"\r\n\r\n" + body


def begun_with(whole: bytes, first: bytes) -> bytes:
    """Return the request with another first line."""
    return first + whole[whole.index(b"\r\n") :]


def all_cases(daphne: services.Daphne) -> dict[str, Case]:
    """Return every case, for this server."""
    return (
        keys(daphne)
        | versions(daphne)
        | upgrades(daphne)
        | first_lines(daphne)
        | hosts_and_origins(daphne)
        | odd_bytes(daphne)
        | sizes(daphne)
    )


def keys(daphne: services.Daphne) -> dict[str, Case]:
    """RFC 6455 §4.2.1: a key of sixteen bytes in base64, once."""
    wrong = {
        "missing": None,
        "empty": "",
        "short": "c2hvcnQ=",
        "long": "dG9vIGxvbmcgZm9yIGEga2V5IG9mIHNpeHRlZW4=",
        "without its end": KEY[:-2],
        "of no base64": "!" * 22 + "==",
        "of 24 letters": "A" * 24,
        "in quotes": f'"{KEY}"',
        "twice in one": f"{KEY}, {KEY}",
    }
    cases = {
        f"key {name}": (request(daphne, Sec_WebSocket_Key=value), BAD)
        for name, value in wrong.items()
    }
    twice = with_line(request(daphne), f"Sec-WebSocket-Key: {KEY}".encode())
    return {**cases, "key twice": (twice, BAD)}


def versions(daphne: services.Daphne) -> dict[str, Case]:
    """RFC 6455 §4.4: version 13 (8, an old draft of the same frames, is known to the server)."""
    wrong = ("", "0", "7", "12", "14", "99", "-13", "13.0", "thirteen", "13, 14", "9" * 5_000)
    cases: dict[str, Case] = {
        f"version {value[:9]}": (request(daphne, Sec_WebSocket_Version=value), {400, 426})
        for value in wrong
    }
    twice = with_line(request(daphne), b"Sec-WebSocket-Version: 13")
    return {**cases, "version twice": (twice, BAD)}


def upgrades(daphne: services.Daphne) -> dict[str, Case]:
    """RFC 6455 §4.2.1: what is no wish for a WebSocket is a request for a page, which is not."""
    return {
        "no upgrade": (request(daphne, Upgrade=None), {404}),
        "an upgrade to nothing": (request(daphne, Upgrade=""), {404}),
        "an upgrade to HTTP/2": (request(daphne, Upgrade="h2c"), {404}),
        "an upgrade to TLS": (request(daphne, Upgrade="TLS/1.2"), {404}),
        "an upgrade to websockets": (request(daphne, Upgrade="websockets"), {404}),
        "no connection": (request(daphne, Connection=None), BAD),
        "an empty connection": (request(daphne, Connection=""), BAD),
        "a connection that stays": (request(daphne, Connection="keep-alive"), BAD),
        "a connection that closes": (request(daphne, Connection="close"), BAD),
    }


def first_lines(daphne: services.Daphne) -> dict[str, Case]:
    """RFC 6455 §4.1: GET, HTTP/1.1, a path without a fragment, and the one that there is."""
    usual = request(daphne)
    cases: dict[str, Case] = {
        method: (begun_with(usual, f"{method} /ws/ HTTP/1.1".encode()), {400, 405, 501})
        for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "get", "WEBSOCKET")
    }
    others: dict[bytes, set[int | None]] = {
        b"GET /ws/#here HTTP/1.1": {400, 403, 404},
        b"GET /ws HTTP/1.1": FORBIDDEN,
        b"GET / HTTP/1.1": FORBIDDEN,
        b"GET /rooms/ HTTP/1.1": FORBIDDEN,
        b"GET //ws/ HTTP/1.1": FORBIDDEN | BAD,
        b"GET /ws/%00 HTTP/1.1": FORBIDDEN,
        b"GET /ws/../admin/ HTTP/1.1": FORBIDDEN,
        b"GET /ws/%ED%A0%80 HTTP/1.1": FORBIDDEN,
        b"GET /%FF/ HTTP/1.1": FORBIDDEN,
        "GET /広場/ HTTP/1.1".encode(): BAD,
        "GET /ws/?広場 HTTP/1.1".encode(): BAD,
        b"GET ws HTTP/1.1": {400, 403},
        b"GET http://[::1/ws/ HTTP/1.1": {400, 403},
        b"GET /ws/ HTTP/0.9": BAD | FORBIDDEN,
        b"GET /ws/ HTTP/9.9": BAD | FORBIDDEN,
        b"GET /ws/ HTTP/x": BAD,
        b"GET /ws/": BAD,
        b"GET": BAD,
        b"/ws/": BAD,
        b"GET /ws/ HTTP/1.1 HTTP/1.1": BAD,
    }
    named: dict[str, Case] = {
        line.decode(): (begun_with(usual, line), may) for line, may in others.items()
    }
    return {**cases, **named, "h2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", BAD)}


def hosts_and_origins(daphne: services.Daphne) -> dict[str, Case]:
    """RFC 6455 §10.2: only a page of this very site may open a socket."""
    own = f"127.0.0.1:{daphne.port}"
    hosts = ("evil.example", f"{own}.evil.example", f"evil.example, {own}", "127.0.0.1:1", "[::1")
    origins = (
        *("null", "", "*", own, f"https://{own}", "http://127.0.0.1", f"http://{own}/", "//"),
        *(f"http://{own}.evil.example", f"http://evil.example#{own}", f"http://{own}@evil.example"),
        *(f"HTTP://{own}", f"http://{own} http://evil.example", "file://", "chrome-extension://x"),
        *(f"http://127.0.0.1:{daphne.port + 1}", f"http://localhost:{daphne.port}"),
    )
    refused = FORBIDDEN | BAD
    cases = {f"host {host}": (request(daphne, Host=host), refused) for host in hosts}
    cases |= {f"origin {one}": (request(daphne, Origin=one), refused) for one in origins}
    return {
        **cases,
        "no origin": (request(daphne, Origin=None), FORBIDDEN),
        "no host": (request(daphne, Host=None), BAD),
        "two hosts": (with_line(request(daphne), b"Host: evil.example"), refused),
        "two origins": (with_line(request(daphne), b"Origin: http://evil.example"), refused),
        "a port of no number": (request(daphne, Host="127.0.0.1:ws"), BAD),
    }


def odd_bytes(daphne: services.Daphne) -> dict[str, Case]:
    """RFC 9110 §5: names are tokens, and values hold no controls."""
    usual = request(daphne)
    lines = {
        "NUL": b"X-Odd: a\0b",
        "0x0B": b"X-Odd: a\x0bb",
        "0x1C": b"X-Odd: a\x1cb",
        "0x85": b"Origin-Too: a\x85b",
        "a lone CR": b"X-Odd: a\rb",
        "a lone LF": b"X-Odd: a\nSec-WebSocket-Version: 13",
        "a name with a space": b"X Odd: x",
        "a name with a colon before": b": x",
        "a name that is none": b"x",
        "a name of Japanese": "広場: x".encode(),
        "a space before the colon": b"X-Odd : x",
        "a length that is none": b"Content-Length: x",
        "a negative length": b"Content-Length: -1",
        "two lengths": b"Content-Length: 1\r\nContent-Length: 2",
        "a length and chunks": b"Content-Length: 5\r\nTransfer-Encoding: chunked",
        "an unknown coding": b"Transfer-Encoding: websocket",
    }
    may: set[int | None] = {400, 403, 501}
    return {f"odd: {name}": (with_line(usual, line), may) for name, line in lines.items()}


def sizes(daphne: services.Daphne) -> dict[str, Case]:
    """RFC 9112 §3: a server refuses lines and headers that are longer than it reads."""
    usual = request(daphne)
    many = b"\r\n".join(b"X-%d: x" % number for number in range(2_000))
    return {
        "a header of 64 KiB": (request(daphne, Cookie="x" * 65_536), TOO_LARGE),
        "a name of 64 KiB": (with_line(usual, b"x" * 65_536 + b": x"), TOO_LARGE),
        "two thousand headers": (with_line(usual, many), TOO_LARGE),
        "an address of 64 KiB": (
            begun_with(usual, b"GET /ws/?" + b"x" * 65_536 + b" HTTP/1.1"),
            TOO_LARGE,
        ),
        "a megabyte without an end of line": (b"GET /ws/" + b"x" * 2**20, TOO_LARGE),
    }
