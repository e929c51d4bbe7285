"""What is logged, and what never is."""

import json
import logging
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import (
    BadRequest,
    DisallowedHost,
    PermissionDenied,
    RequestDataTooBig,
)
from django.http.multipartparser import MultiPartParserError

from config import logs

ID = "0123456789abcdef0123456789abcdef"


def record(message: str, *args: object, exc_info: Any = None) -> logging.LogRecord:
    return logging.LogRecord("chat.test", logging.WARNING, "f.py", 1, message, args, exc_info)


def raised(error: Exception) -> Any:
    try:
        raise error
    except Exception:
        return sys.exc_info()


@pytest.fixture(params=[logs.LineFormatter, logs.JsonFormatter])
def formatter(request):
    return request.param()


def test_a_line_is_an_object():
    told = json.loads(logs.JsonFormatter().format(record("Room %d is full", 5)))
    told.pop("time")
    assert told == {"level": "WARNING", "logger": "chat.test", "message": "Room 5 is full"}


def test_a_line_of_a_request_has_its_id():
    token = logs.request_id.set(ID)
    try:
        assert json.loads(logs.JsonFormatter().format(record("hello")))["request_id"] == ID
    finally:
        logs.request_id.reset(token)


def test_japanese_stays_readable():
    assert "広場" in logs.JsonFormatter().format(record("広場"))


@pytest.mark.parametrize(
    "text",
    [
        "Not Found: /invite/s3cret/",
        "Internal Server Error: /accounts/password/reset/key/1-s3cret/",
        "/accounts/confirm-email/s3cret/",
        "Cookie: sessionid=s3cret; a=b",
        "{'sessionid': 's3cret'}",
        '{"password1": "s3cret"}',
        "csrfmiddlewaretoken=s3cret&x=1",
        "cannot connect to postgres://hiroba:s3cret@db:5432/hiroba",
        "redis://:s3cret@host:6379/0",
    ],
)
def test_secrets_are_left_out(formatter, text):
    line = formatter.format(record("%s", text))
    assert "s3cret" not in line
    assert "…" in line


def test_secrets_are_left_out_of_tracebacks(formatter):
    line = formatter.format(record("broken", exc_info=raised(ValueError("/invite/s3cret/"))))
    assert "ValueError" in line
    assert "s3cret" not in line


def test_the_row_that_a_database_quotes_is_left_out(formatter):
    detail = "Failing row contains (1, what somebody wrote\nin two lines)."
    cause = ValueError(f"null value\nDETAIL:  {detail}")
    cause.diag = SimpleNamespace(message_detail=detail)  # type: ignore[attr-defined]
    error = RuntimeError(f"null value\nDETAIL:  {detail}")
    error.__cause__ = cause
    line = formatter.format(record("broken", exc_info=raised(error)))
    assert "null value" in line
    assert "somebody" not in line


@pytest.mark.parametrize("odd", ["\r\n", "\x1b[31m", "\x9b", "\u202e", "\u2028", "\ud800", "\x00"])
def test_nobody_writes_a_second_line_or_turns_text_around(formatter, odd):
    line = formatter.format(record("before %s after", odd))
    assert odd[0] not in line
    assert len(line.splitlines()) == 1
    line.encode()


async def answered(headers: list[tuple[bytes, bytes]]) -> tuple[str, list[tuple[bytes, bytes]]]:
    """The id that the application sees, and the headers that it answers with."""
    seen: list[str] = []
    sent: list[dict[str, Any]] = []

    async def application(_scope: Any, _receive: Any, send: Any) -> None:
        seen.append(logs.request_id.get())
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(event: dict[str, Any]) -> None:
        sent.append(event)

    await logs.WithRequestId(application)({"type": "http", "headers": headers}, None, send)
    return seen[0], sent[0]["headers"]


async def test_the_id_that_nginx_gives_is_kept_and_told():
    own, headers = await answered([(b"x-request-id", ID.encode())])
    assert own == ID
    assert headers == [(b"x-request-id", ID.encode())]


@pytest.mark.parametrize("given", [[], [b"one\r\ntwo"], [b"A" * 32], [ID.encode(), ID.encode()]])
async def test_a_request_without_a_proper_id_gets_one(given):
    own, headers = await answered([(b"x-request-id", value) for value in given])
    assert len(own) == 32
    assert own != ID
    assert headers == [(b"x-request-id", own.encode())]


@pytest.mark.parametrize(
    "error",
    [
        BadRequest("no"),
        DisallowedHost("Invalid HTTP_HOST header: 'evil.example'."),
        MultiPartParserError("no"),
        PermissionDenied("no"),
        RequestDataTooBig("no"),
    ],
)
def test_what_a_request_is_refused_for_is_one_line(formatter, error):
    refused = record("Forbidden: /rooms/lobby/", exc_info=raised(error))
    refused.levelno, refused.levelname = logging.ERROR, "ERROR"
    assert logs.WithoutClientTracebacks().filter(refused)
    assert "Traceback" not in formatter.format(refused)
    assert refused.levelname == "WARNING"


def test_a_fault_of_ours_keeps_its_traceback(formatter):
    fault = record("Internal Server Error: /", exc_info=raised(ValueError("ours")))
    assert logs.WithoutClientTracebacks().filter(fault)
    assert "Traceback" in formatter.format(fault)


def test_the_link_to_set_up_is_left_out(formatter):
    assert "s3cret" not in formatter.format(record("Not Found: /setup/s3cret/"))
