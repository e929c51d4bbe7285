"""The database: is it there, does it keep what it says, is there room for everybody?"""

import time
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from chat.management import holding
from chat.management.doctor.findings import Finding, doubtful, judged, well, wrong

POSTGRES_SINCE = 140_000
CLOCKS_APART_SECONDS = 2.0
CONNECTIONS_BESIDE_THE_POOL = 1  # the one that says who stands on the database
CONNECTIONS_FOR_COMMANDS = 10


def examine() -> Iterator[Finding]:
    """Look at the database."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        yield wrong(f"Database: {error}".strip(), "Start it, or correct DATABASE_URL.")
        return
    yield from _examine_sqlite() if connection.vendor == "sqlite" else _examine_postgres()
    yield _migrations()


def examine_redis() -> Iterator[Finding]:
    """Look at Redis."""
    if not settings.REDIS_URL:
        yield well("Redis: not used; one server process alone can stand on this database")
        return
    try:
        redis = caches["redis"]
        redis.set("doctor", 1, timeout=5)
        answers = redis.get("doctor") == 1
    except Exception as error:  # redis-py's own, its connection's, or the system's
        yield wrong(f"Redis: {error}", "Start it, or correct REDIS_URL.")
    else:
        yield judged(answers, "Redis: keeps what it is told", "Look at its maxmemory.")


def _examine_sqlite() -> Iterator[Finding]:
    mode = _one("PRAGMA journal_mode")
    yield judged(mode == "wal", "SQLite: writes ahead (WAL)", "Move it to a disk of this machine.")
    yield judged(_one("PRAGMA quick_check(1)") == "ok", "SQLite: is whole", "Restore a backup.")


def _examine_postgres() -> Iterator[Finding]:
    version = int(_one("SHOW server_version_num"))
    yield judged(
        version >= POSTGRES_SINCE,
        f"PostgreSQL: version {_one('SHOW server_version')}",
        "Hiroba needs 14 or newer.",
    )
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        yield judged(
            _one(f"SHOW {name}") != "off",
            f"PostgreSQL: {name} is {_one(f'SHOW {name}')}",
            f"Acknowledged messages can be lost. Set {name} = on in postgresql.conf.",
        )
    yield judged(
        _one("SHOW server_encoding") == "UTF8",
        "PostgreSQL: holds every script",
        "Make the database anew with --encoding=UTF8 and restore a backup into it.",
    )
    yield _room()
    yield _clock()


def _room() -> Finding:
    servers = int(
        _one(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted "
            f"AND classid = {holding.LOCK >> 32} AND objid = {holding.LOCK & 0xFFFFFFFF} "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
    )
    most = settings.DATABASES["default"]["OPTIONS"]["pool"]["max_size"]
    needed = servers * (most + CONNECTIONS_BESIDE_THE_POOL) + CONNECTIONS_FOR_COMMANDS
    there = int(_one("SHOW max_connections"))
    what = f"PostgreSQL: {there} connections, and {servers} servers may need {needed}"
    return judged(there >= needed, what, "Raise max_connections, or lower DATABASE_POOL.")


def _clock() -> Finding:
    apart = abs(float(_one("SELECT extract(epoch FROM clock_timestamp())")) - time.time())
    if apart <= CLOCKS_APART_SECONDS:
        return well("Clock: agrees with the database's")
    return doubtful(
        f"Clock: {apart:.0f} s apart from the database's",
        "Let both machines keep time: timedatectl set-ntp true",
    )


def _migrations() -> Finding:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return judged(
        not missing,
        f"Database: {len(missing) or 'no'} migrations are missing",
        "Bring it up to date: manage.py migrate",
    )


def _one(query: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]
