"""The server lock: which servers may use one database together, and whether any does.

A SQLite file takes one server: its writers would only wait for each other. PostgreSQL takes many if
each has Redis to tell the others who is online, and one if it has none.
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

_locks: list[Any] = []


def hold_database() -> None:
    """Take the server lock until this process ends; commands do not need it.

    Exits with a message when another server cannot share the database.
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
    """Keep every server out until this process ends; return False when one is running."""
    return _hold(alone=True)


def let_go() -> None:
    """Release this process's locks."""
    while _locks:
        _locks.pop().close()


def _hold(*, alone: bool) -> bool:
    return _hold_file() if connection.vendor == "sqlite" else _hold_postgres(alone=alone)


def _hold_file() -> bool:
    # Closing the file would release the lock, so it stays open.
    lock = Path(f"{connection.settings_dict['NAME']}.lock").open("w")  # noqa: SIM115
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return False
    _locks.append(lock)
    return True


def _hold_postgres(*, alone: bool) -> bool:
    """The lock belongs to a connection, which therefore stays open, outside the pool."""
    parameters: dict[str, Any] = connection.get_connection_params()
    own = psycopg.connect(**{**parameters, "cursor_factory": psycopg.Cursor}, autocommit=True)
    kind = "" if alone else "_shared"
    taken = own.execute(f"SELECT pg_try_advisory_lock{kind}({LOCK})").fetchone()
    if not taken or not taken[0]:
        own.close()
        return False
    _locks.append(own)
    return True
