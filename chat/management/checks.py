"""System checks of Hiroba's own: `manage.py check`, with --deploy for what only a server needs.

`manage.py serve` does not start while there is an error.
"""

from collections.abc import Iterator
from difflib import get_close_matches
from importlib.metadata import version
from ipaddress import ip_network
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning

DAPHNE_SINCE = (4, 2, 3)
REDIS_BEFORE = (8,)
BYTES_OF_A_CHARACTER = 4  # in UTF-8
FRAME_BYTES_AROUND_A_BODY = 1_024


def setting_warnings(**_options: Any) -> list[CheckMessage]:
    """Return what was most likely meant otherwise, wherever Hiroba runs."""
    return [
        Warning(
            f"{name} in {settings.ENV_FILE} is no setting: it changes nothing.",
            hint=_meant(name),
            id="hiroba.W004",
        )
        for name in settings.UNKNOWN_SETTINGS
    ]


def errors(**_options: Any) -> list[CheckMessage]:
    """Return what Hiroba must not run with."""
    return list(_errors())


def deployment_warnings(**_options: Any) -> list[CheckMessage]:
    """Return what a server in earnest should not run with."""
    return list(_warnings())


def _errors() -> Iterator[CheckMessage]:
    if "*" in settings.ALLOWED_HOSTS:
        yield Error(
            "ALLOWED_HOSTS lets everybody choose this place's name.",
            hint="Name the host that people type, such as chat.example.org.",
            id="hiroba.E001",
        )
    if _release("daphne") < DAPHNE_SINCE:
        yield Error(
            "This Daphne has known holes (CVE-2026-44545 and -44546).",
            hint="Install what requirements.txt says.",
            id="hiroba.E002",
        )
    if _release("redis") >= REDIS_BEFORE:
        yield Error(
            "This redis-py ends an idle channel layer after 5 s (channels_redis#422).",
            hint="Install what requirements.txt says.",
            id="hiroba.E003",
        )
    for network in settings.METRICS_FROM:
        if not _is_network(network):
            yield Error(
                f"METRICS_FROM has {network}, which is no address and no network.",
                hint="Such as 127.0.0.1 or 10.0.0.0/8; bits behind the mask are 0.",
                id="hiroba.E004",
            )
    longest = settings.BODY_MAX_CHARS * BYTES_OF_A_CHARACTER + FRAME_BYTES_AROUND_A_BODY
    if longest > settings.FRAME_MAX_BYTES:
        yield Error(
            "The longest message (BODY_MAX_CHARS) does not fit into the largest frame.",
            hint=f"Set FRAME_MAX_BYTES={longest}, or more.",
            id="hiroba.E005",
        )


def _warnings() -> Iterator[CheckMessage]:
    if not settings.RATE_LIMITS:
        yield Warning(
            "Nothing limits attempts to sign in, frames and messages.",
            hint="Set RATE_LIMITS=on.",
            id="hiroba.W001",
        )
    if settings.BEHIND_TLS and not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        yield Warning(
            "All people seem to come from the proxy's address, and share its limits.",
            hint="Set TRUSTED_PROXY_COUNT=1 for one nginx.",
            id="hiroba.W002",
        )
    if settings.EMAIL_BACKEND.endswith((".console.EmailBackend", ".dummy.EmailBackend")):
        yield Warning(
            "Mail reaches nobody: who forgets a password cannot have a new one.",
            hint="Set EMAIL_URL, such as smtp://localhost:25.",
            id="hiroba.W003",
        )


def _meant(name: str) -> str:
    near = get_close_matches(name.upper(), settings.KNOWN_SETTINGS, n=1)
    return f"Is {near[0]} meant?" if near else "docs/settings.md names all that there are."


def _release(package: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version(package).split(".") if part.isdigit())


def _is_network(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True
