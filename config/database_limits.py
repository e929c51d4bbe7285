"""PostgreSQL's time limits for a server; commands, such as migrations, have none."""

from collections.abc import Mapping
from typing import Any

from django.db import connection

LIMITS = {
    "statement_timeout": "5s",
    "lock_timeout": "2s",
    # A process that freezes inside a transaction must not keep its rooms locked.
    "idle_in_transaction_session_timeout": "5s",
}


def limit_statements(database: Mapping[str, Any]) -> None:
    """Apply these limits to every connection that this process opens from now on.

    Does nothing on SQLite, which has only its lock's `timeout`.
    """
    if connection.vendor != "postgresql":
        return
    limits = " ".join(f"-c {name}={value}" for name, value in LIMITS.items())
    given = database["OPTIONS"].get("options", "")
    database["OPTIONS"]["options"] = f"{limits} {given}".strip()
    connection.close()
    # The check for migrations has opened it, without limits.
    connection.close_pool()  # type: ignore[attr-defined]
