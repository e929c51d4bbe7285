"""How long PostgreSQL lets a server take; commands, such as migrations, take the time they need."""

from collections.abc import Mapping
from typing import Any

from django.db import connection

LIMITS = {
    "statement_timeout": "5s",
    "lock_timeout": "2s",
    # A process that freezes inside a transaction must not hold its rooms for ever.
    "idle_in_transaction_session_timeout": "5s",
}


def limit_statements(database: Mapping[str, Any]) -> None:
    """Have every connection that this process opens from now on keep these limits.

    Nothing happens on SQLite, which knows none of them and has `timeout` for its lock.
    """
    if connection.vendor != "postgresql":
        return
    limits = " ".join(f"-c {name}={value}" for name, value in LIMITS.items())
    given = database["OPTIONS"].get("options", "")
    database["OPTIONS"]["options"] = f"{limits} {given}".strip()
    connection.close()
    # The check for migrations has opened it, without limits.
    connection.close_pool()  # type: ignore[attr-defined]
