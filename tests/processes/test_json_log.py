"""Under LOG_FORMAT=json every line is for programs, whatever comes to be written."""

import json
import subprocess
import sys

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
        env=services.environment(LOG_FORMAT="json", **env),
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


def test_why_a_server_does_not_start_is_a_line(env):
    [told] = written("manage.py", "serve", **env)
    assert told["level"] == "CRITICAL"
    assert told["message"].startswith("The database lacks ")


def test_a_server_says_where_it_is_in_a_line(env):
    env = {"VAR_DIR": env["VAR_DIR"], "LOG_FORMAT": "json"}
    services.manage("migrate", "--verbosity=0", env=env)
    with services.daphne(env) as daphne:
        told = [json.loads(line) for line in daphne.log.splitlines()]
    assert told[0]["message"].startswith("Hiroba is at http://127.0.0.1:")
