"""The database: is it there, does it keep what it says, is there room, can people sign in?"""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError, connection
from django.db.models import Count

from chat.actions.maintenance import notice
from chat.actions.refusal import Refused
from chat.log import journal
from chat.management.doctor import machine
from chat.management.doctor.findings import Finding, doubtful, judged, well, wrong
from chat.models import User
from chat.server import server_lock, startup

POSTGRES_SINCE = 140_000
CLOCKS_APART_SECONDS = 2.0
CONNECTIONS_BESIDE_THE_POOL = 1  # the one that says who stands on the database
CONNECTIONS_FOR_COMMANDS = 10
LOOPBACK = ("", "127.0.0.1", "::1", "localhost")
DEBIANS_DATA = Path("/var/lib/postgresql")


def examine() -> Iterator[Finding]:
    """Look at the database."""
    if fault := startup.database_fault():
        yield wrong(f"Database: {fault}", "Start it, or correct DATABASE_URL.")
        return
    yield from _examine_sqlite() if connection.vendor == "sqlite" else _examine_postgres()
    missing = startup.missing_migrations()
    yield judged(
        not missing,
        f"Database: {len(missing) or 'no'} migrations are missing",
        f"Bring it up to date: {startup.MIGRATE}",
    )
    if not missing:
        yield from _maintenance()
        yield _writes()


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
    yield _disk()
    yield _clock()


def _room() -> Finding:
    servers = int(
        _one(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted "
            f"AND classid = {server_lock.LOCK >> 32} AND objid = {server_lock.LOCK & 0xFFFFFFFF} "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
    )
    most = settings.DATABASES["default"]["OPTIONS"]["pool"]["max_size"]
    needed = servers * (most + CONNECTIONS_BESIDE_THE_POOL) + CONNECTIONS_FOR_COMMANDS
    there = int(_one("SHOW max_connections"))
    what = f"PostgreSQL: {there} connections, and {servers} servers may need {needed}"
    return judged(there >= needed, what, "Raise max_connections, or lower DATABASE_POOL.")


def _disk() -> Finding:
    """Where it is we are told if our user may know (pg_read_all_settings), or know of Debian."""
    host = str(connection.settings_dict["HOST"])
    if host not in LOOPBACK and not host.startswith("/"):
        return well(f"PostgreSQL: the room on its disk is to be watched on {host}")
    try:
        folder = Path(_one("SHOW data_directory"))
    except DatabaseError:
        folder = DEBIANS_DATA
    while not os.access(folder, os.X_OK):  # its parents say the same
        folder = folder.parent
    return machine.disk("PostgreSQL's disk", folder)


def _clock() -> Finding:
    apart = abs(float(_one("SELECT extract(epoch FROM clock_timestamp())")) - time.time())
    if apart <= CLOCKS_APART_SECONDS:
        return well("Clock: agrees with the database's")
    return doubtful(
        f"Clock: {apart:.0f} s apart from the database's",
        "Let both machines keep time: timedatectl set-ntp true",
    )


def _maintenance() -> Iterator[Finding]:
    if sentence := notice.read():
        yield doubtful(f"Maintenance: nobody writes: {sentence}", "manage.py maintenance off")


def _writes() -> Finding:
    try:
        journal.try_to_write()
    except Refused:
        return well("Database: takes no writes, as is usual during maintenance")
    except DatabaseError as error:
        why = " ".join(str(error).split())
        return wrong(f"Database: takes no writes: {why}", _writes_remedy())
    return well("Database: takes writes")


def _writes_remedy() -> str:
    if connection.vendor == "sqlite":
        file = connection.settings_dict["NAME"]
        return f"Give it to the user that Hiroba runs as: chown hiroba {file}"
    return "Correct default_transaction_read_only, or DATABASE_URL if this one is a standby."


def _one(query: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


def examine_people() -> Iterator[Finding]:
    """Check the accounts; `examine` reports a database that is away or out of date."""
    try:
        yield from (_founded(), _addresses())
    except DatabaseError:
        return


def _founded() -> Finding:
    if User.objects.able_to_sign_in().exists():
        return well("People: this place is set up")
    return doubtful(
        "People: nobody can sign in yet",
        "Print the link that makes the first: manage.py setup_link",
    )


def _addresses() -> Finding:
    shared = EmailAddress.objects.values("email").alias(accounts=Count("user", distinct=True))
    number = shared.filter(accounts__gt=1).count()
    if not number:
        return well("People: each e-mail address stands at one account")
    return doubtful(
        f"People: {number} e-mail addresses stand at several accounts",
        "Nothing to do: each belongs to whoever confirms it, and until then to its first account.",
    )
