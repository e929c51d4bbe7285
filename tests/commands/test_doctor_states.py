"""What else `doctor` knows of a machine and a database: each broken state is made, and found."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import override_settings

from chat.actions import maintenance
from chat.management import checks
from chat.management.doctor import database, machine
from chat.management.doctor import settings as own_settings
from chat.management.doctor.findings import Finding, Level
from tests import services
from tests.source import ROOT

pytestmark = pytest.mark.django_db(transaction=True)


def about(findings: Iterable[Finding], words: str) -> Finding:
    """Return the one that says this."""
    [found] = [one for one in findings if words in one.what]
    return found


# --- Settings ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "value", "words", "level"),
    [
        ("ALLOWED_HOSTS", ["*"], "hiroba.E001", Level.WRONG),
        ("METRICS_FROM", ["10.0.0.1/8"], "hiroba.E004", Level.WRONG),
        ("BODY_MAX_CHARS", 20_000, "hiroba.E005", Level.WRONG),
        ("RATE_LIMITS", False, "hiroba.W001", Level.DOUBTFUL),
        ("UNKNOWN_SETTINGS", ["ALOWED_HOSTS"], "hiroba.W004", Level.DOUBTFUL),
        ("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend", "hiroba.W003",
         Level.DOUBTFUL),
    ],
)  # fmt: skip
def test_what_the_checks_say_is_told(setting, value, words, level):
    with override_settings(**{setting: value}):
        assert about(own_settings.examine(), words).level is level


@pytest.mark.parametrize(
    ("package", "release", "words"),
    [("daphne", "4.2.2", "hiroba.E002"), ("redis", "8.0.0", "hiroba.E003")],
)
def test_a_library_that_nobody_should_run_is_told(monkeypatch, package, release, words):
    told = {package: release}
    monkeypatch.setattr(checks, "version", lambda name: told.get(name) or version(name))
    assert about(own_settings.examine(), words).level is Level.WRONG


def test_a_proxy_that_is_not_counted_is_told():
    with override_settings(BEHIND_TLS=True, ALLAUTH_TRUSTED_PROXY_COUNT=0):
        assert about(own_settings.examine(), "hiroba.W002").level is Level.DOUBTFUL


def test_a_data_folder_that_others_can_read_is_found(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    tmp_path.chmod(0o755)
    assert about(own_settings.examine(), "open to everybody").level is Level.DOUBTFUL
    tmp_path.chmod(0o700)
    assert not [one for one in own_settings.examine() if "open to everybody" in one.what]


CANNOT_WRITE = """
import os
from pathlib import Path
import django
django.setup()
from django.conf import settings
from chat.management.doctor.settings import _data_folder
if os.geteuid() == 0:  # whom nothing is closed to
    os.setgid(65534)
    os.setuid(65534)
print(*_data_folder(Path(settings.VAR_DIR)), sep="\\n")
"""


@pytest.fixture
def foreign_folder() -> Iterator[Path]:
    """A folder in which others can only look around; pytest's own are closed to them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "static").mkdir(mode=0o755)
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o755)


def test_a_data_folder_of_somebody_else_is_found(foreign_folder):
    folder = foreign_folder
    env = services.environment(
        VAR_DIR=str(folder),
        DJANGO_SETTINGS_MODULE="config.settings",
        SECRET_KEY="x" * 50,
        PYTHONDONTWRITEBYTECODE="1",
    )
    done = subprocess.run(
        (sys.executable, "-c", CANNOT_WRITE), cwd=ROOT, env=env, capture_output=True, text=True
    )
    assert f"WRONG  Data folder {folder} can be written" in done.stdout, done.stderr


@pytest.fixture
def collected(settings, tmp_path) -> Path:
    """The manifest of static files that were collected a moment ago."""
    settings.DEBUG = False
    settings.STATIC_ROOT = tmp_path
    manifest = tmp_path / "staticfiles.json"
    manifest.touch()
    return manifest


def test_static_files_that_were_never_collected_are_found(collected):
    collected.unlink()
    found = about(own_settings.examine(), "Static files are not in")
    assert (found.level, found.remedy) == (Level.WRONG, "Collect them: manage.py collectstatic")


def test_static_files_of_an_older_release_are_found(collected):
    assert about(own_settings.examine(), "Static files").level is Level.WELL
    os.utime(collected, (0, 0))
    assert about(own_settings.examine(), "Static files").level is Level.WRONG


# --- The database -----------------------------------------------------------------------------

SQLITE = """
import django, sys
django.setup()
from chat.management.doctor import database
print(*database._examine_sqlite(), sep="\\n")
"""


def said_of_sqlite(folder: Path, **more: str) -> str:
    given = {"VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings"}
    env = services.environment(**given, **more)
    done = subprocess.run(
        (sys.executable, "-c", SQLITE), cwd=ROOT, env=env, capture_output=True, text=True
    )
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    """A sound SQLite database."""
    folder = tmp_path_factory.mktemp("sound")
    services.migrate({"VAR_DIR": str(folder)})
    return folder / "hiroba.sqlite3"


def test_a_sqlite_file_that_is_damaged_is_found(file, tmp_path):
    assert "ok     SQLite: is whole" in said_of_sqlite(file.parent)
    damaged = tmp_path / file.name
    shutil.copy(file, damaged)
    with closing(sqlite3.connect(damaged)) as own:
        place = "SELECT rootpage - 1 FROM sqlite_master WHERE name = 'django_admin_log'"
        [(page,), (size,)] = (
            own.execute(place).fetchone(),
            own.execute("PRAGMA page_size").fetchone(),
        )
    with damaged.open("r+b") as data:
        data.seek(page * size)
        data.write(b"\xff" * size)
    assert "WRONG  SQLite: is whole" in said_of_sqlite(tmp_path)


def of_postgres() -> list[Finding]:
    """What is found; nothing is said of PostgreSQL on another database."""
    return [one for one in database.examine() if one.what.startswith(("PostgreSQL", "Clock"))]


EXPECTED = {"postgresql": True, "sqlite": False}


def found_on_postgres(words: str, level: Level) -> bool:
    return any(words in one.what and one.level is level for one in of_postgres())


def test_a_postgresql_that_is_too_old_is_found(monkeypatch):
    monkeypatch.setattr(database, "POSTGRES_SINCE", 990_000)
    assert found_on_postgres("version", Level.WRONG) is EXPECTED[connection.vendor]


def test_more_servers_than_there_are_connections_for_are_found(monkeypatch):
    monkeypatch.setattr(database, "CONNECTIONS_FOR_COMMANDS", 10_000)
    assert found_on_postgres("may need", Level.WRONG) is EXPECTED[connection.vendor]


def test_a_clock_that_differs_from_the_databases_is_found(monkeypatch):
    real = time.time
    monkeypatch.setattr("chat.management.doctor.database.time.time", lambda: real() + 60)
    assert found_on_postgres("apart from", Level.DOUBTFUL) is EXPECTED[connection.vendor]


def test_maintenance_is_told_of():
    maintenance.switch("Back at 15:00")
    found = about(database.examine(), "Maintenance")
    assert (found.level, found.remedy) == (Level.DOUBTFUL, "manage.py maintenance off")
    assert "Back at 15:00" in found.what


def test_a_sqlite_that_does_not_write_ahead_is_found(tmp_path):
    told = said_of_sqlite(tmp_path, DATABASE_URL="sqlite://:memory:")
    assert "WRONG  SQLite: writes ahead (WAL)" in told


# --- The machine ------------------------------------------------------------------------------


def test_a_disk_that_is_nearly_full_is_found(monkeypatch, tmp_path):
    monkeypatch.setattr(machine, "FREE_GIB", 0)
    monkeypatch.setattr(machine, "FREE_SHARE", 1.0)
    assert machine.disk("Disk", tmp_path).level is Level.DOUBTFUL


def test_a_low_limit_of_open_files_is_found(monkeypatch):
    limit = "chat.management.doctor.machine.resource.getrlimit"
    monkeypatch.setattr(limit, lambda _which: (1024, 4096))
    assert about(machine.examine(), "Open files").level is Level.DOUBTFUL


# --- The people -------------------------------------------------------------------------------


def test_a_place_where_nobody_can_sign_in_is_found():
    assert about(database.examine_people(), "nobody can sign in yet").level is Level.DOUBTFUL


def test_an_address_of_several_accounts_is_found(alice, charlie):
    for person in (alice, charlie):
        EmailAddress.objects.create(user=person, email="both@example.org")
    assert about(database.examine_people(), "stand at several accounts").level is Level.DOUBTFUL
