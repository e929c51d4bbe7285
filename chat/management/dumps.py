"""Copies of the whole database as one file, made while servers run, and put back all or nothing."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import connection, connections
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

EMPTY_SCHEMA = """
SET client_min_messages = warning;
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE 'DROP TABLE public.' || name || ' CASCADE';
  END LOOP;
  FOR name IN SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e') LOOP
    EXECUTE 'DROP FUNCTION ' || name || ' CASCADE';
  END LOOP;
END $$;
"""


def dump(file: Path) -> None:
    """Write a copy of the database as it is at one moment. Raises CommandError."""
    if connection.vendor == "sqlite":
        return _dump_sqlite(file)
    postgres("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={file}")


def load(file: Path) -> None:
    """Put a copy in the place of everything in the database, or fail and change nothing.

    Nobody else may use the database meanwhile. Raises CommandError.
    """
    connections.close_all()
    if connection.vendor == "sqlite":
        return _load_sqlite(file)
    script = file.with_suffix(".sql")
    restore = ("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(file))
    _run(restore, os.environ)
    quiet = ("--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=on", "--output=/dev/null")
    together = ("--single-transaction", f"--command={EMPTY_SCHEMA}", f"--file={script}")
    postgres("psql", *quiet, *together)


def postgres(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on our database. Raises CommandError when it fails."""
    _run((program, *arguments, f"--dbname={_address()}"), _environment())


def _address() -> str:
    """Where the database is, without the password, which other processes could read."""
    known = {option.keyword.decode() for option in Conninfo.get_defaults()}
    # `options` holds limits for the server's queries, which a whole dump exceeds.
    left_out = {"password", "options"}
    parameters = _parameters()
    return make_conninfo(
        **{name: parameters[name] for name in known - left_out if name in parameters}
    )


def _environment() -> dict[str, str]:
    password = _parameters().get("password")
    return {**os.environ, **({"PGPASSWORD": password} if password else {})}


def _parameters() -> dict[str, Any]:
    parameters: dict[str, Any] = connection.get_connection_params()
    return parameters


def _run(command: tuple[str, ...], environment: Any) -> None:
    if not shutil.which(command[0]):
        raise CommandError(
            f"{command[0]} is missing. Install it: apt install postgresql-client, in the version "
            "of the server or a newer one."
        )
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise CommandError(f"{command[0]} failed: {done.stderr.strip()}")


def _dump_sqlite(file: Path) -> None:
    with (
        closing(sqlite3.connect(_sqlite_file())) as source,
        closing(sqlite3.connect(file)) as copy,
    ):
        source.backup(copy)
        _check_sqlite(copy)


def _load_sqlite(file: Path) -> None:
    with (
        closing(sqlite3.connect(file)) as copy,
        closing(sqlite3.connect(_sqlite_file())) as target,
    ):
        _check_sqlite(copy)
        copy.backup(target)  # one transaction


def _check_sqlite(copy: sqlite3.Connection) -> None:
    try:
        [answer] = copy.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        answer = str(error)
    if answer != "ok":
        raise CommandError(f"The copy of the database is damaged: {answer}")


def _sqlite_file() -> str:
    return str(connection.settings_dict["NAME"])
