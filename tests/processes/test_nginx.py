"""The shipped nginx configuration, in front of servers that repeat what they are told."""

import json
import re
import socket
import ssl
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing
from email.message import Message
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests import services

FORGED = {
    "X-Forwarded-For": "192.0.2.66",
    "X-Forwarded-Proto": "http",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "1",
    "X-Forwarded-Prefix": "/evil",
    "X-Real-IP": "192.0.2.66",
    "X-Request-ID": "forged",
    "Forwarded": "for=192.0.2.66",
    "Daphne-Root-Path": "/evil",
}


class Echo(BaseHTTPRequestHandler):
    """Answers every request with its own headers; `/file` hands a file over, as Hiroba will."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = json.dumps({"server": self.server.server_address[1], **dict(self.headers)}).encode()
        self.send_response(200)
        if self.path == "/file":
            self.send_header("X-Accel-Redirect", "/protected/cat.txt")
            self.send_header("Content-Type", "text/plain")
            self.send_header("Cache-Control", "private")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


class Stage:
    """nginx, and the two servers behind it."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self.echoes = [ThreadingHTTPServer(("127.0.0.1", 0), Echo) for _ in range(2)]
        for echo in self.echoes:
            stack.callback(echo.server_close)
            threading.Thread(target=echo.serve_forever, daemon=True).start()
            stack.callback(echo.shutdown)
        files = folder / "files"
        for name, text in {
            "static/css/page.0123456789ab.css": "body {}",
            "static/plain.txt": "plain",
            "media/cat.txt": "meow",
        }.items():
            (files / name).parent.mkdir(parents=True, exist_ok=True)
            (files / name).write_text(text)
        ports = [echo.server_port for echo in self.echoes]
        self.nginx = stack.enter_context(services.shipped_nginx(folder / "nginx", files, ports))
        self.tls = ssl.create_default_context(cafile=self.nginx.certificate)

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, Message, str]:
        """Send one request and return status, headers and body of the answer."""
        connection = HTTPSConnection(
            "localhost", self.nginx.https_port, context=self.tls, timeout=10
        )
        with closing(connection):
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers=names)
            return read(connection.getresponse())


def read(response: HTTPResponse) -> tuple[int, Message, str]:
    return response.status, response.headers, response.read().decode()


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with ExitStack() as stack:
        yield Stage(stack, tmp_path_factory.mktemp("nginx"))


@pytest.fixture(scope="module")
def empty_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """An nginx whose Daphnes are all down."""
    with ExitStack() as stack:
        stage = Stage(stack, tmp_path_factory.mktemp("empty"))
        for echo in stage.echoes:
            echo.shutdown()
            echo.server_close()
        yield stage


def test_nginx_finds_nothing_wrong_with_the_configuration(stage) -> None:
    said = stage.nginx.check()
    assert "test is successful" in said
    assert not re.search(r"\[(warn|error|emerg)\](?!.*http2)", said)


def test_what_a_client_says_about_itself_is_overwritten_or_left_out(stage) -> None:
    _status, _headers, body = stage.ask("/", **FORGED)
    told = json.loads(body)
    assert told["X-Forwarded-For"] == "127.0.0.1"
    assert told["X-Forwarded-Proto"] == "https"
    assert re.fullmatch(r"[0-9a-f]{32}", told["X-Request-ID"])
    left = set(FORGED) - {"X-Forwarded-For", "X-Forwarded-Proto", "X-Request-ID"}
    assert left.isdisjoint(told)


def test_the_host_is_told_as_it_was_typed_because_origins_are_compared_with_it(stage) -> None:
    _status, _headers, body = stage.ask("/")
    assert json.loads(body)["Host"] == f"localhost:{stage.nginx.https_port}"


def test_only_the_sockets_address_can_be_upgraded(stage) -> None:
    asked = {"Upgrade": "websocket", "Connection": "Upgrade"}
    socket_told = json.loads(stage.ask("/ws/", **asked)[2])
    page_told = json.loads(stage.ask("/", **asked)[2])
    assert (socket_told["Upgrade"], socket_told["Connection"]) == ("websocket", "upgrade")
    assert page_told["Connection"] == "close"


def test_requests_go_to_both_servers(stage) -> None:
    asked = {json.loads(stage.ask("/")[2])["server"] for _ in range(4)}
    assert asked == {echo.server_port for echo in stage.echoes}


def test_http_leads_to_https(stage) -> None:
    connection = HTTPConnection("localhost", stage.nginx.http_port, timeout=10)
    with closing(connection):
        connection.request("GET", "/rooms/?q=1")
        status, headers, _body = read(connection.getresponse())
    assert (status, headers["Location"]) == (301, "https://localhost/rooms/?q=1")


def test_another_name_gets_no_answer(stage) -> None:
    with pytest.raises(ConnectionError):
        stage.ask("/", Host="evil.example")


def test_whoever_asks_for_another_name_is_not_shown_the_certificate(stage) -> None:
    anybody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
    address = ("localhost", stage.nginx.https_port)
    for name in (None, "evil.example"):
        with (
            socket.create_connection(address, timeout=10) as plain,
            pytest.raises(ssl.SSLError, match="UNRECOGNIZED_NAME"),
        ):
            anybody.wrap_socket(plain, server_hostname=name)


def test_tls_older_than_1_2_is_refused(stage) -> None:
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.load_verify_locations(stage.nginx.certificate)
    old.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        old.minimum_version = ssl.TLSVersion.TLSv1_1
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    address = ("localhost", stage.nginx.https_port)
    with (
        socket.create_connection(address, timeout=10) as plain,
        pytest.raises(ssl.SSLError, match="ALERT"),
    ):
        old.wrap_socket(plain, server_hostname="localhost")


def test_static_files_never_reach_daphne_and_hashed_ones_are_kept_for_ever(stage) -> None:
    status, headers, body = stage.ask("/static/css/page.0123456789ab.css")
    assert (status, body) == (200, "body {}")
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert stage.ask("/static/plain.txt")[1]["Cache-Control"] == "public, max-age=60"
    assert stage.ask("/static/nothing.css")[0] == 404


def test_nobody_climbs_out_of_the_static_files(stage) -> None:
    assert stage.ask("/static../media/cat.txt")[2].startswith("{")  # Daphne's to answer
    assert stage.ask("/static/../media/cat.txt")[2].startswith("{")
    assert stage.ask("/static/%2e%2e/%2e%2e/media/cat.txt")[0] == 400


def test_a_protected_file_comes_by_way_of_hiroba_alone(stage) -> None:
    assert stage.ask("/protected/cat.txt")[0] == 404
    status, headers, body = stage.ask("/file")
    assert (status, body) == (200, "meow")
    assert headers["Cache-Control"] == "private"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["X-Accel-Redirect"] is None


def test_a_body_that_is_too_large_is_refused(stage) -> None:
    assert stage.ask("/", "POST", Content_Length=str(2 * 1024 * 1024))[0] == 413


def test_metrics_are_not_to_be_seen_from_outside(stage) -> None:
    assert stage.ask("/metrics")[0] == 404


def test_the_log_holds_no_secrets(stage) -> None:
    secrets = {"/invite/s3cret/?a=s3cret": "/invite/…", "/?next=s3cret": "/"}
    secrets["/accounts/password/reset/key/1-s3cret/"] = "/accounts/password/reset/key/…"
    for address in secrets:
        stage.ask(address, Cookie="sessionid=s3cret", Referer="https://localhost/invite/s3cret/")
    # nginx logs once it has answered.
    services.until(lambda: "/key/" in stage.nginx.access_log, stage.nginx.process, "The last line")
    log = stage.nginx.access_log
    lines = [json.loads(line) for line in log.splitlines()]
    assert "s3cret" not in log
    assert set(secrets.values()) <= {line["path"] for line in lines}
    assert all(re.fullmatch(r"[0-9a-f]{32}", line["request_id"]) for line in lines)


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ({}, "en"),
        ({"Accept_Language": "ja,en;q=0.8"}, "ja"),
        ({"Accept_Language": "en,ja;q=0.8"}, "en"),
        ({"Accept_Language": "en", "Cookie": "django_language=ja"}, "ja"),
        ({"Accept_Language": "ja", "Cookie": "django_language=en"}, "en"),
    ],
)
def test_when_all_daphnes_are_down_a_page_says_so_in_both_languages(
    empty_stage, headers, language
) -> None:
    status, told, body = empty_stage.ask("/rooms/", **headers)
    assert status == 503
    assert f'<html lang="{language}">' in body
    assert (told["Content-Language"], told["Retry-After"]) == (language, "10")
    assert (told["Refresh"], told["Cache-Control"]) == ("10", "no-store")
    assert told["Content-Type"] == "text/html; charset=utf-8"
    assert empty_stage.ask("/away.css")[0] == 200


def test_a_form_is_not_sent_again_by_the_page_for_when_all_daphnes_are_down(empty_stage) -> None:
    status, told, _body = empty_stage.ask("/rooms/new/", "POST")
    assert (status, told["Refresh"]) == (503, None)
    assert empty_stage.ask("/away")[0] == 404


def test_while_one_daphne_is_down_the_other_one_answers_forms_too(tmp_path) -> None:
    with ExitStack() as stack:
        stage = Stage(stack, tmp_path)
        stage.echoes[0].shutdown()
        stage.echoes[0].server_close()
        assert {stage.ask("/", "POST")[0] for _ in range(6)} == {200}


def test_a_reload_keeps_serving(stage) -> None:
    stage.nginx.reload()
    assert {stage.ask("/")[0] for _ in range(10)} == {200}


def test_what_is_answered_is_answered_without_naming_the_version(stage) -> None:
    assert stage.ask("/static/plain.txt")[1]["Server"] == "nginx"


def test_the_certificate_is_asked_for_over_http(stage) -> None:
    place = stage.nginx.folder / "acme/.well-known/acme-challenge"
    place.mkdir(parents=True, exist_ok=True)
    (place / "token").write_text("proof")
    url = f"http://localhost:{stage.nginx.http_port}/.well-known/acme-challenge/token"
    with urllib.request.urlopen(url, timeout=10) as response:
        assert response.read() == b"proof"
