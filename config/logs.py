"""Logging: one line per record, with the request's id and without secrets."""

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

# Errors of whoever sent the request, however deep inside they are raised.
CLIENT_FAULTS = (BadRequest, MultiPartParserError, PermissionDenied, SuspiciousOperation)

# Addresses that end in a secret, values of cookies and fields, passwords in URLs.
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
# Characters that end lines, control terminals or reverse text.
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class WithRequestId:
    """An ASGI application whose log lines carry the id that nginx gave a request, or a new one."""

    def __init__(self, application: Any) -> None:
        self._application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Pass the request on; everything that it logs has the id."""
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
    """Logs a refused request in one line, as a warning.

    Django logs an error with a traceback, with which anybody could fill the log and alert people.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten the record; every record goes on."""
        if record.exc_info and isinstance(record.exc_info[1], CLIENT_FAULTS):
            record.exc_info = record.exc_text = None
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


class WithoutAbsences(logging.Filter):
    """Logs a 503 page in one line, with the reason instead of a traceback."""

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
    """Logs each host name outside ALLOWED_HOSTS once, and at most HOSTS_MAX names.

    Administrators must see why people are refused, but random names must not fill the log.
    """

    def __init__(self) -> None:
        super().__init__()
        self._logged: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the record is new."""
        line = record.getMessage()
        if line in self._logged or len(self._logged) >= HOSTS_MAX:
            return False
        self._logged.add(line)
        return True


class LineFormatter(logging.Formatter):
    """For people: one line, followed by the traceback."""

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
    """Log this process's warnings and uncaught exceptions like everything else."""
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
    """Return the text with control characters escaped."""
    return UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _without_rows(text: str, error: BaseException | None) -> str:
    """PostgreSQL quotes the refused row, and with it somebody's text."""
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
