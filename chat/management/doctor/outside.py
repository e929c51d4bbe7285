"""The place as people reach it: certificate, proxy headers, origin of sockets, what is hidden."""

import json
import ssl
import time
from collections.abc import Iterator
from http import HTTPStatus
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from typing import NamedTuple
from urllib.parse import urlsplit

from django.templatetags.static import static
from websockets.exceptions import InvalidHandshake, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from chat.management.doctor.findings import Finding, doubtful, judged, well, wrong

SECONDS = 10
CERTIFICATE_DAYS = 14
BAD_REQUEST = HTTPStatus.BAD_REQUEST
FORGED = "192.0.2.66"  # an address that nobody has (RFC 5737)
STYLE = "css/tokens.css"  # one that every page asks for
PROXY_REMEDY = "Take deploy/nginx/hiroba/proxy.conf, and include it wherever nginx asks Hiroba."


class Heard(NamedTuple):
    """What was answered."""

    status: int
    headers: dict[str, str]
    body: str


def examine(url: str) -> Iterator[Finding]:
    """Look at the place from outside, at an address such as https://chat.example.org."""
    try:
        yield from _examine(url)
    except ssl.SSLError as error:
        yield wrong(
            f"{url}: {error}", "Get a certificate that browsers trust, and its whole chain."
        )
    except OSError as error:
        yield wrong(f"{url}: {error}", "Start nginx, or correct ALLOWED_HOSTS or --url.")


def _examine(url: str) -> Iterator[Finding]:
    alive = ask(url, "/healthz")
    is_hiroba = alive.status == 200 and _address(alive) is not None
    yield judged(is_hiroba, f"{url} answers", "Start hiroba@8001 and look at its log.")
    if is_hiroba:
        yield _name(url)
        yield from _examine_proxy(url)
        yield from _examine_sockets(url)
        yield from _examine_static_files(url)
    if url.startswith("https://"):
        yield _certificate(url)
        yield judged(
            "strict-transport-security" in ask(url, "/").headers,
            "Browsers are told to come by HTTPS only",
            "Set BEHIND_TLS=on.",
        )


def _name(url: str) -> Finding:
    host = urlsplit(url).hostname or ""
    return judged(
        ask(url, "/").status != BAD_REQUEST,
        f"{host} is a name of this place",
        f"People read that their request cannot be understood. Add {host} to ALLOWED_HOSTS.",
    )


def ask(url: str, path: str, **headers: str) -> Heard:
    """Ask for a page, without following where it leads. Raises OSError."""
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=SECONDS)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers=named)
        return _read(connection.getresponse())
    finally:
        connection.close()


def _read(response: HTTPResponse) -> Heard:
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Heard(response.status, headers, response.read().decode(errors="replace"))


def _address(heard: Heard) -> str | None:
    """Where Hiroba believes to be asked from; None when it was not Hiroba that answered."""
    try:
        return str(json.loads(heard.body)["address"])
    except (ValueError, TypeError, KeyError):
        return None


def _examine_proxy(url: str) -> Iterator[Finding]:
    believed = _address(ask(url, "/healthz", X_Forwarded_For=FORGED))
    yield judged(
        believed != FORGED, "Nobody can say that they come from another address", PROXY_REMEDY
    )
    moved = ask(url, "/", Daphne_Root_Path="/forged").headers.get("location", "")
    yield judged("/forged" not in moved, "Nobody can move the place's root", PROXY_REMEDY)
    if url.startswith("https://"):
        led = ask(url, "/", X_Forwarded_Proto="http").headers.get("location", "")
        yield judged(not led.startswith("https:"), "The proxy tells that it is HTTPS", PROXY_REMEDY)
    yield judged(
        ask(url, "/metrics").status in (403, 404),
        "Figures are not to be read from outside",
        "Take deploy/nginx/nginx.conf, or correct METRICS_FROM.",
    )


def _examine_sockets(url: str) -> Iterator[Finding]:
    parts = urlsplit(url)
    own = f"{parts.scheme}://{parts.netloc}"
    yield judged(
        _opens(url, own),
        f"A page of {own} can open a socket",
        "nginx must pass Host as it was typed, and Upgrade at /ws/; BEHIND_TLS must be right.",
    )
    yield judged(
        not _opens(url, "https://forged.example"),
        "A page of another origin cannot open a socket",
        "Correct TRUSTED_ORIGINS.",
    )


def _examine_static_files(url: str) -> Iterator[Finding]:
    try:
        path = static(STYLE)
    except ValueError:  # they were not collected, of which the settings tell
        return
    yield judged(
        ask(url, path).status == 200,
        "Static files are handed out",
        "nginx must run as a user that can read them: user www-data; in nginx.conf.",
    )


def _opens(url: str, origin: str) -> bool:
    """Whether the handshake succeeds; nobody is signed in, so the socket is closed after it."""
    address = f"ws{url.removeprefix('http')}/ws/"
    try:
        with connect(address, origin=Origin(origin), open_timeout=SECONDS):
            return True
    except (InvalidStatus, InvalidHandshake, OSError):
        return False


def _certificate(url: str) -> Finding:
    parts = urlsplit(url)
    connection = HTTPSConnection(parts.hostname or "", parts.port, timeout=SECONDS)
    connection.connect()
    try:
        certificate = connection.sock.getpeercert() or {}
    finally:
        connection.close()
    left = (ssl.cert_time_to_seconds(str(certificate["notAfter"])) - time.time()) / 86_400
    what = f"The certificate is good for {left:.0f} days"
    return well(what) if left > CERTIFICATE_DAYS else doubtful(what, "certbot renew")
