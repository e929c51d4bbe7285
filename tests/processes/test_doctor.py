"""What `doctor` and `serve` say of databases that are away, behind, closed or not there."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests import services
from tests.source import ROOT


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    with services.postgres() as url:
        yield url


@pytest.fixture
def env(tmp_path: Path, postgres: str) -> dict[str, str]:
    folder = tmp_path / "var"
    return {"VAR_DIR": str(folder), "DATABASE_URL": postgres, "PORT": str(services.free_port())}


def said(env: dict[str, str], *command: str) -> str:
    """Run a command that fails, and return all that it says."""
    done = subprocess.run(
        (sys.executable, "manage.py", *command),
        cwd=ROOT,
        env=services.environment(**env),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def said_by_doctor(env: dict[str, str]) -> str:
    return said(env, "doctor", "--url=")


def another(postgres: str, name: str) -> str:
    """Return where an empty database is that is made with this name."""
    with psycopg.connect(postgres, autocommit=True) as own:
        own.execute(f"CREATE DATABASE {name}".encode())
    return postgres.removesuffix("hiroba") + name


def test_a_database_that_is_not_there_is_told_in_its_own_words(env):
    wrong = {**env, "DATABASE_URL": env["DATABASE_URL"] + "_gone"}
    reason = 'FATAL: database "hiroba_gone" does not exist'
    assert reason in said_by_doctor(wrong)
    told = said(wrong, "serve")
    assert told.startswith("CommandError: The database cannot be used: ")
    assert reason in told
    assert told.count("\n") == 1


def test_a_database_that_nobody_serves_is_told(env):
    url = f"postgres://hiroba@127.0.0.1:{services.free_port()}/hiroba"
    assert "Connection refused" in said({**env, "DATABASE_URL": url}, "serve")


@pytest.mark.parametrize("command", ["migrate", "setup_link", "backup"])
def test_every_command_says_why_it_cannot_use_the_database(env, tmp_path, command):
    gone = {**env, "DATABASE_URL": f"postgres://hiroba@127.0.0.1:{services.free_port()}/hiroba"}
    told = said(gone, command, *([str(tmp_path)] if command == "backup" else []))
    assert told.splitlines()[-1].startswith("The database cannot be used: connection failed")


def test_a_file_that_is_no_database_is_told(env, tmp_path):
    file = tmp_path / "hiroba.sqlite3"
    file.write_text("nothing of the kind, " * 100)
    wrong = {**env, "DATABASE_URL": f"sqlite:///{file}"}
    for command in ("serve", "doctor"):
        assert f"{file}: file is not a database" in said(wrong, command)


def test_a_database_that_lacks_migrations_is_told_and_not_served(env, postgres):
    behind = {**env, "DATABASE_URL": another(postgres, "behind")}
    assert "migrations are missing" in said_by_doctor(behind)
    told = said(behind, "serve")
    assert "The database lacks" in told
    assert "Bring it up to date: manage.py migrate" in told


def test_a_database_that_takes_no_writes_is_told(env, postgres):
    closed = {**env, "DATABASE_URL": another(postgres, "closed")}
    services.manage("migrate", "--verbosity=0", env=closed)
    with psycopg.connect(postgres, autocommit=True) as own:
        own.execute(b"ALTER DATABASE closed SET default_transaction_read_only = on")
    told = said_by_doctor(closed)
    assert "WRONG  Database: takes no writes: cannot execute UPDATE" in told
    assert "default_transaction_read_only" in told


def test_what_a_place_lacks_before_anybody_comes_is_told_at_once(env, tmp_path):
    """A file that all can read, a mail server that is away, no name, and no backup."""
    file = tmp_path / "hiroba.env"
    key = "long enough for a key of tests, and told to all who can read the file"
    smtp = f"smtp://127.0.0.1:{services.free_port()}"
    file.write_text(f"DEBUG=off\nSECRET_KEY={key}\nEMAIL_URL={smtp}\nALLOWED_HOSTS=\n")
    file.chmod(0o644)
    told = said({**env, "ENV_FILE": str(file)}, "doctor")
    assert f"WRONG  {file}, which holds secrets" in told
    assert "WRONG  Mail: 127.0.0.1:" in told
    assert "Connection refused" in told
    assert "WRONG  ALLOWED_HOSTS: people come to no name at all" in told
    assert "warn   Backup: none has been made from here" in told
    assert key not in told


def test_a_name_that_is_not_among_the_allowed_ones_is_found_and_logged_once(env):
    production = {**services.in_production(env["VAR_DIR"]), "DATABASE_URL": env["DATABASE_URL"]}
    services.manage("migrate", "--verbosity=0", env=production)
    with services.daphne({**production, "ALLOWED_HOSTS": "chat.example.org"}) as daphne:
        told = said(production, "doctor", f"--url={daphne.url}")
        services.fetch(f"{daphne.url}/rooms/")
        lines = [line for line in daphne.log.splitlines() if "add '127.0.0.1' to" in line]
    assert "WRONG  127.0.0.1 is a name of this place" in told
    assert "Add 127.0.0.1 to ALLOWED_HOSTS" in told
    assert len(lines) == 1
    assert "WARNING django.security.DisallowedHost" in lines[0]


def test_a_file_for_its_owner_alone_is_well(env, tmp_path):
    file = tmp_path / "hiroba.env"
    file.write_text("TIME_ZONE=Asia/Tokyo\n")
    file.chmod(0o640)
    assert stat.S_IMODE(os.stat(file).st_mode) == 0o640
    told = said({**env, "ENV_FILE": str(file)}, "doctor", "--url=")
    assert f"ok     {file}, which holds secrets" in told
