"""How a server starts: what its database must have, how it collects garbage, telling systemd."""

import gc
import os
import socket

import psycopg
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

MIGRATE = "manage.py migrate"

YOUNG_OBJECTS, MIDDLE_TURNS = 700, 10  # Python's own
FULL_TURNS = 100
"""Python's is 10. Little waits for it: of each socket, the request of its handshake."""


def database_fault() -> str:
    """Return why the database refuses a new connection; empty when it accepts one.

    Connects past the pool, which would only report a timeout.
    """
    try:
        if connection.vendor == "postgresql":
            psycopg.connect(**connection.get_connection_params()).close()
        else:
            connection.ensure_connection()
    except psycopg.Error as error:
        return " ".join(str(error).split())
    except DatabaseError as error:
        return f"{connection.settings_dict['NAME']}: {error}"
    return ""


def missing_migrations() -> list[str]:
    """Return the names of the migrations of this release that the database lacks."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [str(migration) for migration, _backwards in plan]


def tune_garbage_collection() -> None:
    """Exempt everything that was loaded at the start, and collect the rest rarely.

    By itself Python goes through all objects whenever a quarter has been added; with 8,000 sockets
    everybody waits for that (docs/decisions.md).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, MIDDLE_TURNS, FULL_TURNS)


def notify_systemd() -> None:
    """Tell systemd that this service is up, if it started the process with `NOTIFY_SOCKET`."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    if address.startswith("@"):
        address = f"\0{address[1:]}"  # a name in Linux's abstract space, which is no file
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.connect(address)
        systemd.sendall(b"READY=1")
