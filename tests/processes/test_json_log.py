"""Under LOG_FORMAT=json every line is for programs, whatever comes to be written."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests import services
from tests.source import ROOT

ALL_THAT_ESCAPES = """
import threading, warnings
import config.asgi
warnings.warn("a warning")
thread = threading.Thread(target=lambda: 1 / 0)
thread.start()
thread.join()
raise ValueError("the end\\nof it")
"""


def written(*command: str, **env: str) -> list[dict[str, str]]:
    """Run Python and return what it wrote: each line an object."""
    done = subprocess.run(
        (sys.executable, *command),
        cwd=ROOT,
        env=services.environment(**{"LOG_FORMAT": "json", **env}),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    return [json.loads(line) for line in (done.stdout + done.stderr).splitlines()]


@pytest.fixture
def env(tmp_path) -> dict[str, str]:
    return {"VAR_DIR": str(tmp_path), "PORT": str(services.free_port())}


def test_what_nobody_catches_is_a_line_with_its_traceback(env):
    warning, thread, end = written("-c", ALL_THAT_ESCAPES, **env)
    assert (warning["level"], warning["logger"]) == ("WARNING", "py.warnings")
    assert "a warning" in warning["message"]
    assert "ZeroDivisionError" in thread["exception"]
    assert (end["level"], end["message"]) == ("CRITICAL", "Nobody caught this")
    assert end["exception"].endswith("ValueError: the end\nof it")


def test_who_types_a_command_reads_words(env, tmp_path):
    reader, terminal = os.openpty()
    subprocess.run(
        (sys.executable, "manage.py", "backup", str(tmp_path)),
        cwd=ROOT,
        env=services.environment(LOG_FORMAT="json", **env),
        stdout=terminal,
        check=True,
    )
    told = os.read(reader, 4_096).decode()
    os.close(reader)
    os.close(terminal)
    assert Path(told.strip()).is_file()


def test_why_a_server_does_not_start_is_a_line(env):
    [told] = written("manage.py", "serve", **env)
    assert told["level"] == "CRITICAL"
    assert told["message"].startswith("The database lacks ")


def test_a_server_says_where_it_is_in_a_line(env):
    env = {"VAR_DIR": env["VAR_DIR"], "LOG_FORMAT": "json"}
    services.migrate(env)
    with services.daphne(env) as daphne:
        told = [json.loads(line) for line in daphne.log.splitlines()]
    assert told[0]["message"].startswith("Hiroba is at http://127.0.0.1:")


def test_settings_that_are_wrong_are_a_line(env, tmp_path):
    file = tmp_path / "hiroba.env"
    file.write_text("LOG_FORMAT=json\nDATABASE_POOL=abc\n")
    [told] = written("manage.py", "serve", **env, ENV_FILE=str(file))
    assert (told["level"], told["logger"]) == ("CRITICAL", "config")
    assert "DATABASE_POOL must be a whole number" in told["message"]


def test_what_the_checks_print_is_in_lines(env, tmp_path):
    file = tmp_path / "hiroba.env"
    file.write_text("ALOWED_HOSTS=chat.example.org\n")
    told = written("manage.py", "serve", **env, ENV_FILE=str(file))
    [line] = [one for one in told if "ALOWED_HOSTS" in one["message"]]
    assert (line["level"], line["logger"]) == ("WARNING", "stderr")


@pytest.fixture
def place(env) -> dict[str, str]:
    """A database that is ready."""
    env = {"VAR_DIR": env["VAR_DIR"], "LOG_FORMAT": "json"}
    services.migrate(env)
    return env


def test_why_a_second_server_does_not_start_is_a_line(place):
    with services.daphne(place):
        told = written("manage.py", "serve", **place, PORT=str(services.free_port()))
    assert "Another Hiroba server uses" in told[-1]["message"]


@pytest.mark.parametrize("command", [("clearsessions",), ("purge_old",), ("backup", "kept")])
def test_what_the_housekeeping_prints_is_in_lines(place, tmp_path, command):
    name, *arguments = command
    folders = [str(tmp_path / argument) for argument in arguments]
    said = services.manage(name, *folders, env=place)
    for line in said.splitlines():
        assert json.loads(line)["logger"] == "stdout"


def test_a_command_that_people_run_is_for_people(place):
    assert "People read and write." in services.manage("maintenance", env=place).splitlines()


NOISE = (
    b"GET /nothing HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    b"GET /\xff\xfe HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n",
    b"GET /ws/ HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
)


def make_noise(port: int) -> None:
    for said in NOISE:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as visitor:
            visitor.sendall(said)
            visitor.settimeout(2)
            with suppress(OSError):
                visitor.recv(4096)


def test_over_a_run_with_faults_every_line_is_an_object(tmp_path):
    """PostgreSQL and Redis go away and come back, strangers talk nonsense, and the server ends."""
    with tempfile.TemporaryDirectory() as folder, services.redis_server() as redis:
        postgres = services.Postgres(Path(folder))
        postgres.create()
        env = {
            **services.in_production(str(tmp_path)),
            "DATABASE_URL": postgres.url,
            "REDIS_URL": redis.url,
            "LOG_FORMAT": "json",
        }
        services.migrate(env)
        with services.daphne(env) as daphne:
            make_noise(daphne.port)
            for part in (redis, postgres):
                part.stop()
                make_noise(daphne.port)
                services.fetch(f"{daphne.url}/accounts/login/")
                part.start()
            until(lambda: services.fetch(f"{daphne.url}/readyz")[0] == 200)
        postgres.stop()
    lines = daphne.log.splitlines()
    told = [json.loads(line) for line in lines]
    assert {"WARNING", "INFO"} <= {one["level"] for one in told}
    assert any("The database is away" in one["message"] for one in told)


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.2)
