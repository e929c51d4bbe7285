"""`manage.py doctor`: finds what is wrong, and says how to mend it."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import connection

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
