"""How lines are logged: on one line each, with the request's id, and without anybody's secrets."""

import json
import logging
import re
import sys
import threading
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, InternalError, OperationalError
from django.http.multipartparser import MultiPartParserError

logger = logging.getLogger(__name__)

request_id: ContextVar[str] = ContextVar("request_id", default="")

HOSTS_MAX = 20
AWAY = (OperationalError, InterfaceError, InternalError)

REQUEST_ID = re.compile(rb"[0-9a-f]{32}")
HEADER = b"x-request-id"

# What a request is refused for: its sender's fault, however deep inside it is noticed.
CLIENT_FAULTS = (BadRequest, MultiPartParserError, PermissionDenied, SuspiciousOperation)

# Addresses whose end lets its holder in, values of cookies and fields, passwords in URLs.
SECRETS = (
    re.compile(
        r"(/(?:invite|setup|accounts/confirm-email|accounts/password/reset/key)/)[^/\s?\"']+"
    ),
    re.compile(
        r"((?:sessionid|csrftoken|csrfmiddlewaretoken|password\w*|secret|token|authorization)"
        r"[\"']?\s*[=:]\s*[\"']?)[^\s;,&\"']+",
        re.IGNORECASE,
    ),
    re.compile(r"(://[^\s/:@]*:)[^\s/@]+(?=@)"),
)
# What would end a line, colour a terminal, or turn text around.
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class WithRequestId:
    """An ASGI application whose log lines carry the id that nginx gave a request, or a new one."""

    def __init__(self, application: Any) -> None:
        self._application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Hand over; everything that is begun in here has the id."""
        own = _given_id(scope) or uuid4().hex
        request_id.set(own)

        async def send_with_id(event: dict[str, Any]) -> None:
            if event["type"] == "http.response.start":
                event = {**event, "headers": [*event["headers"], (HEADER, own.encode())]}
            await send(event)

        # Sockets have no headers to answer with, and send too much to be wrapped.
        wrapped = send_with_id if scope["type"] == "http" else send
        await self._application(scope, receive, wrapped)


class WithoutClientTracebacks(logging.Filter):
    """A request that is refused is one line: where it was noticed tells nothing.

    Nor is it an error of ours, as Django has it, or anybody could fill the log and wake somebody.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten the record; every record goes on."""
        if record.exc_info and isinstance(record.exc_info[1], CLIENT_FAULTS):
            record.exc_info = record.exc_text = None
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


class WithoutAbsences(logging.Filter):
    """A page that is answered 503 is one line: why, and not where in Django that was noticed."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten the record; every record goes on."""
        error = record.exc_info[1] if record.exc_info else None
        if record.name == "django.request" and isinstance(error, AWAY):
            why = str(error).partition("\n")[0]
            record.msg, record.args = f"{record.getMessage()}: {why}", ()
            record.exc_info = record.exc_text = None
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


class EachHostOnce(logging.Filter):
    """A name that is not among ALLOWED_HOSTS is told the first time, and not of endless names.

    Whoever set it up must see why people are refused; whoever tries names must not fill the log.
    """

    def __init__(self) -> None:
        super().__init__()
        self._logged: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        """Let a record go on that tells something new."""
        line = record.getMessage()
        if line in self._logged or len(self._logged) >= HOSTS_MAX:
            return False
        self._logged.add(line)
        return True


class LineFormatter(logging.Formatter):
    """For people: one line, and tracebacks below it."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")

    def formatMessage(self, record: logging.LogRecord) -> str:
        """Return the line, without secrets."""
        record.message = printable(record.message)
        return masked(super().formatMessage(record))

    def formatException(self, ei: Any) -> str:
        """Return the traceback, without secrets and without the rows that a database quotes."""
        text = masked(_without_rows(super().formatException(ei), ei[1]))
        return "\n".join(map(printable, text.split("\n")))


class JsonFormatter(LineFormatter):
    """For programs: one JSON object on each line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as an object."""
        made = datetime.fromtimestamp(record.created, UTC)
        entry = {
            "time": made.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": masked(record.getMessage()),
        }
        entry |= getattr(record, "facts", {})
        if own := request_id.get():
            entry["request_id"] = own
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return printable(json.dumps(entry, ensure_ascii=False))


def as_object(level: str, name: str, message: str) -> str:
    """Return a line for programs, where no logging has been set up."""
    record = {"levelname": level, "name": name, "msg": message}
    return JsonFormatter().format(logging.makeLogRecord(record))


def log_what_escapes() -> None:
    """Have warnings, and errors that nobody catches, logged as all else is, in this process."""
    logging.captureWarnings(True)
    sys.excepthook = _log_uncaught
    threading.excepthook = lambda failure: _log_uncaught(
        failure.exc_type, failure.exc_value, failure.exc_traceback
    )
    sys.unraisablehook = lambda failure: _log_uncaught(
        failure.exc_type, failure.exc_value, failure.exc_traceback
    )


def _log_uncaught(kind: Any, error: BaseException | None, traceback: Any) -> None:
    if error and isinstance(error, Exception):
        logger.critical("Nobody caught this", exc_info=(kind, error, traceback))
    elif error:
        sys.__excepthook__(kind, error, traceback)


def masked(text: str) -> str:
    """Return the text with the ends of secret addresses and the values of cookies left out."""
    for secret in SECRETS:
        text = secret.sub(r"\1…", text)
    return text


def printable(text: str) -> str:
    """Return the text with everything escaped that a terminal or a line-by-line reader obeys."""
    return UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _without_rows(text: str, error: BaseException | None) -> str:
    """PostgreSQL quotes the row that it refuses, and with it what somebody wrote."""
    for detail in _details(error):
        text = text.replace(detail, "…")
    return text


def _details(error: BaseException | None) -> Iterator[str]:
    while error is not None:
        if detail := getattr(getattr(error, "diag", None), "message_detail", None):
            yield detail
        error = error.__cause__ or error.__context__


def _given_id(scope: dict[str, Any]) -> str:
    given = [value for name, value in scope["headers"] if name == HEADER]
    return given[0].decode() if len(given) == 1 and REQUEST_ID.fullmatch(given[0]) else ""
