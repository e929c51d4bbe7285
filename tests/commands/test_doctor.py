"""`manage.py doctor`: finds what is wrong, and says how to mend it."""

import os
import socket
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import connection

from chat import last_backup
from chat.management.doctor import database, machine, outside
from chat.management.doctor import settings as own_settings
from chat.management.doctor.findings import Level
from tests import services

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_sound_database_is_found_sound():
    assert {finding.level for finding in database.examine()} <= {Level.WELL, Level.WRONG}
    told = [str(finding) for finding in database.examine()]
    assert "ok     Database: no migrations are missing" in told


def test_a_database_that_may_lose_what_it_acknowledged_is_found():
    """The suite's PostgreSQL runs without fsync, for speed; SQLite waits for the disk."""
    found = [str(finding) for finding in database.examine() if finding.level is Level.WRONG]
    unsafe = connection.vendor == "postgresql"
    assert any("fsync is off" in line and "Set fsync = on" in line for line in found) is unsafe


def test_redis_that_is_away_is_found(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    settings.CACHES = {
        "redis": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": settings.REDIS_URL,
        }
    }
    [finding] = database.examine_redis()
    assert (finding.level, finding.remedy) == (Level.WRONG, "Start it, or correct REDIS_URL.")


def test_redis_that_is_full_is_found(settings, monkeypatch):
    with services.redis_server() as server:
        settings.REDIS_URL = server.url
        settings.CACHES = {
            "redis": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": server.url,
            }
        }
        server.command("config", "set", "maxmemory", "1")
        [finding] = database.examine_redis()
    assert finding.level is Level.WRONG
    assert "maxmemory" in finding.what


def test_a_sqlite_file_that_cannot_be_written_is_found(tmp_path):
    """Not by its rights, which root has not to keep: by what SQLite does with such a file."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = on")
        found = {str(finding) for finding in database.examine() if finding.level is Level.WRONG}
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = off")
        assert any("Database: takes no writes" in line for line in found)
    assert "ok     Database: takes writes" in [str(finding) for finding in database.examine()]


def test_a_disk_of_postgresql_without_room_is_found(monkeypatch):
    monkeypatch.setattr(machine, "FREE_GIB", 1_000_000_000)
    found = [one for one in database.examine() if one.what.startswith("PostgreSQL's disk")]
    expected = [Level.WRONG] if connection.vendor == "postgresql" else []
    assert [finding.level for finding in found] == expected


@pytest.fixture
def backup(settings, tmp_path) -> Path:
    """A backup that was just made."""
    settings.VAR_DIR = tmp_path
    file = tmp_path / "hiroba-20261121-033000.tar.gz"
    file.touch()
    last_backup.note(file)
    return file


def test_a_backup_of_this_night_is_well(backup):
    [finding] = machine.examine_backups()
    assert (finding.level, finding.what) == (Level.WELL, "Backup: the last one is 0 hours old")


def test_a_backup_that_is_too_old_is_found(backup):
    long_ago = time.time() - 26 * 3600
    os.utime(backup.parent / last_backup.NOTE, (long_ago, long_ago))
    [finding] = machine.examine_backups()
    assert (finding.level, finding.what) == (Level.WRONG, "Backup: the last one is 26 hours old")


def test_a_backup_that_is_gone_is_found(backup):
    backup.unlink()
    [finding] = machine.examine_backups()
    assert finding.level is Level.DOUBTFUL
    assert f"{backup} is gone" in finding.what


def test_a_place_without_any_backup_is_found(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    [finding] = machine.examine_backups()
    assert (finding.level, finding.remedy) == (Level.DOUBTFUL, machine.BACK_UP)


def test_a_mail_server_that_refuses_us_is_found(settings):
    settings.EMAIL_BACKEND = own_settings.SMTP
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", services.free_port()
    [finding] = own_settings.examine_mail()
    assert finding.level is Level.WRONG
    assert "Connection refused" in finding.what


def test_a_mail_server_that_answers_is_well(settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = own_settings.SMTP, "127.0.0.1"
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.EMAIL_PORT = server.getsockname()[1]
        answering = threading.Thread(target=answer_as_a_mail_server, args=[server], daemon=True)
        answering.start()
        [finding] = own_settings.examine_mail()
        answering.join(10)
    assert finding.level is Level.WELL


def answer_as_a_mail_server(server: socket.socket) -> None:
    """Greet, take every word, and end with the visitor."""
    visitor, _address = server.accept()
    with visitor, visitor.makefile("rwb") as talk:
        talk.write(b"220 here\r\n")
        talk.flush()
        for line in talk:
            talk.write(b"221 bye\r\n" if line.startswith(b"quit") else b"250 yes\r\n")
            talk.flush()


def test_a_full_disk_is_found(monkeypatch):
    monkeypatch.setattr(machine, "FREE_GIB", 1_000_000_000)
    [finding] = [one for one in machine.examine() if one.what.startswith("Disk")]
    assert finding.level is Level.WRONG


@pytest.mark.parametrize(
    ("container", "kept", "level"),
    [
        ("none", "yes", Level.WELL),
        ("none", "no", Level.DOUBTFUL),
        ("systemd-nspawn", "no", Level.WELL),
    ],
)
def test_a_clock_that_nobody_keeps_is_found_where_that_can_be_mended(
    monkeypatch, tmp_path, container, kept, level
):
    for name, says in {"systemd-detect-virt": container, "timedatectl": kept}.items():
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\necho {says}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    [finding] = [one for one in machine.examine() if one.what.startswith("Clock")]
    assert finding.level is level


def test_settings_that_no_check_has_anything_to_say_about_are_told_of(settings):
    settings.SILENCED_SYSTEM_CHECKS = [
        message.id for message in run_checks(include_deployment_checks=True)
    ]
    told = [str(finding) for finding in own_settings.examine()]
    assert "ok     Settings: no check has anything to say" in told


def test_a_place_where_nobody_answers_is_found():
    [finding] = outside.examine(f"http://127.0.0.1:{services.free_port()}")
    assert finding.level is Level.WRONG
    assert "Start nginx" in finding.remedy


def test_a_place_where_another_program_answers_is_found(tmp_path):
    (tmp_path / "healthz").write_text("It works!")
    files = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), files) as stranger:
        threading.Thread(target=stranger.serve_forever, daemon=True).start()
        [finding] = outside.examine(f"http://127.0.0.1:{stranger.server_port}")
        stranger.shutdown()
    assert finding.level is Level.WRONG


def test_the_command_tells_everything_and_fails_when_something_is_wrong(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    settings.CACHES = {
        "redis": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": settings.REDIS_URL,
        }
    }
    out = StringIO()
    with pytest.raises(CommandError, match="to mend"):
        call_command("doctor", "--url=", stdout=out)
    for what in ("Settings: ", "Data folder ", "Database: ", "Redis: ", "Disk: ", "Open files: "):
        assert what in out.getvalue()
