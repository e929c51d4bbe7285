"""What happens to accounts, a line each: who signed in from where, what failed, what was changed.

Never what somebody typed, as people type passwords into the wrong field; never an address of mail,
a code or a key. Who it is stands there as the number of the account, where there is one.
"""

import logging
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest

logger = logging.getLogger("chat.accounts")

UNKNOWN = "-"


def tell(event: str, request: HttpRequest | None, user_id: int | None, **facts: Any) -> None:
    """Log that this happened."""
    _log(logging.INFO, event, request, user_id, facts)


def warn(event: str, request: HttpRequest | None, user_id: int | None, **facts: Any) -> None:
    """Log that somebody failed at this, which may be an attempt to break in."""
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
    except (PermissionDenied, ImproperlyConfigured):  # no address, or no proxy where one is said
        return UNKNOWN
