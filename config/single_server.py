"""One server per SQLite file: there its writers would only wait for each other."""

import fcntl
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

_held: list[IO[str]] = []


def hold_database(database: Mapping[str, Any]) -> None:
    """Keep a SQLite file for this server until the process ends; other databases are shared.

    Ends the process with one sentence when another server has the file. Commands do not ask.
    """
    if database["ENGINE"] != "django.db.backends.sqlite3":
        return
    # Closing the file gives the lock back, so it stays open.
    lock = Path(f"{database['NAME']}.lock").open("w")  # noqa: SIM115
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(
            f"Another Hiroba server uses {database['NAME']} already. "
            "Stop it first, or set DATABASE_URL to a PostgreSQL database, which many can share."
        )
    _held.append(lock)
