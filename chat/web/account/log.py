"""A log line for each event of an account: sign-ins, failures, changes.

It never contains what somebody typed, since people type passwords into the wrong field, nor e-mail
addresses, codes or keys. It names the person by the id of their account, if there is one.
"""

import logging
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest

logger = logging.getLogger("chat.accounts")

UNKNOWN = "-"


def log_event(event: str, request: HttpRequest | None, user_id: int | None, **facts: Any) -> None:
    """Log an event."""
    _log(logging.INFO, event, request, user_id, facts)


def log_failure(event: str, request: HttpRequest | None, user_id: int | None, **facts: Any) -> None:
    """Log a failure, which may be an attempt to break in."""
    _log(logging.WARNING, event, request, user_id, facts)


def _log(
    level: int, event: str, request: HttpRequest | None, user_id: int | None, facts: dict[str, Any]
) -> None:
    entry = {"event": event, "user": user_id or UNKNOWN, "ip": _address_of(request), **facts}
    words = [f"{name}={value}" for name, value in entry.items() if name != "event"]
    logger.log(level, "%s %s", event, " ".join(words), extra={"facts": entry})


def _address_of(request: HttpRequest | None) -> str:
    if request is None:
        return UNKNOWN
    try:
        return str(get_adapter().get_client_ip(request))
    except (PermissionDenied, ImproperlyConfigured):  # no address, or not the expected proxy
        return UNKNOWN
