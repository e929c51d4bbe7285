"""Which servers may stand on one database together, and whether any does.

On a SQLite file there is one: its writers would only wait for each other. On PostgreSQL there are
many if each has Redis to tell the others who is here, and one if it has none.
"""

import fcntl
import sys
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

# The name of the lock among all advisory locks of one database: "hiroba" in ASCII.
LOCK = 0x6869726F6261

_held: list[Any] = []


def hold_database() -> None:
    """Stand on the database until this process ends; commands do not ask.

    Ends the process with one sentence when another server cannot stand beside it.
    """
    if connection.vendor == "sqlite":
        if not _hold(alone=True):
            sys.exit(
                f"Another Hiroba server uses {connection.settings_dict['NAME']} already. "
                "Stop it first, or set DATABASE_URL to a PostgreSQL database, which many can share."
            )
    elif not _hold(alone=not settings.REDIS_URL):
        sys.exit(
            "Another Hiroba server uses this database already, and one of them has no REDIS_URL: "
            "they could not tell each other who is here. Give the same REDIS_URL to each of them."
        )


def hold_alone() -> bool:
    """Keep every server away until this process ends; return False when there is one already."""
    return _hold(alone=True)


def let_go() -> None:
    """Give up what this process holds."""
    while _held:
        _held.pop().close()


def _hold(*, alone: bool) -> bool:
    return _hold_file() if connection.vendor == "sqlite" else _hold_postgres(alone=alone)


def _hold_file() -> bool:
    # Closing the file gives the lock back, so it stays open.
    lock = Path(f"{connection.settings_dict['NAME']}.lock").open("w")  # noqa: SIM115
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return False
    _held.append(lock)
    return True


def _hold_postgres(*, alone: bool) -> bool:
    """The lock is that of a connection, which therefore stays open, outside the pool."""
    parameters: dict[str, Any] = connection.get_connection_params()
    own = psycopg.connect(**{**parameters, "cursor_factory": psycopg.Cursor}, autocommit=True)
    kind = "" if alone else "_shared"
    found = own.execute(f"SELECT pg_try_advisory_lock{kind}({LOCK})").fetchone()
    if not found or not found[0]:
        own.close()
        return False
    _held.append(own)
    return True
