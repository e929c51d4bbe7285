"""`manage.py replay` against a real server."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import services
from tests.commands.samples import PLAY

SECONDS = 90
STEPS = 17
WHOLE = [
    "sent: 13",
    "acknowledged: 13",
    "stored: 13",
    "lost: 0",
    "duplicated: 0",
    "the room's messages meanwhile: 17",
    "seen by watcher-1: 17",
    "seen by watcher-2: 17",
    "seen by watcher-3: 17",
    "verdict: nothing differs",
]


@pytest.fixture(scope="module")
def env(tmp_path_factory) -> dict[str, str]:
    """A migrated site whose people may say little at once, so that they have to wait."""
    env = {
        "VAR_DIR": str(tmp_path_factory.mktemp("replay")),
        "MESSAGES_PER_SECOND": "5",
        "MESSAGES_BURST": "1",
    }
    services.migrate(env)
    return env


@pytest.fixture(scope="module")
def daphne(env) -> Iterator[services.Daphne]:
    with services.daphne(env) as server:
        yield server


class Replay:
    """A replay that is running, and how far it has come."""

    def __init__(self, env: dict[str, str], url: str, room: str, speed: int, folder: Path) -> None:
        self._errors = folder / "stderr"
        arguments = (f"--room={room}", f"--url={url}", f"--speed={speed}", "--format=irc")
        with self._errors.open("w") as errors:
            self.process = subprocess.Popen(
                (sys.executable, "manage.py", "replay", str(PLAY), *arguments),
                cwd=services.ROOT,
                env=services.environment(**env),
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )

    @property
    def errors(self) -> str:
        """What stands on standard error."""
        return self._errors.read_text()

    def wait_for_step(self, number: int) -> None:
        """Return once so many steps are done."""
        services.until(lambda: self._steps() >= number, self.process, "the replay")

    def verdict(self) -> list[str]:
        """Wait for the end and return what was printed."""
        try:
            return self.process.communicate(timeout=SECONDS)[0].splitlines()
        finally:
            self.process.kill()

    def _steps(self) -> int:
        return max(map(int, re.findall(rf"(\d+)/{STEPS}", self.errors)), default=0)


@pytest.fixture
def replay(env, daphne, tmp_path):
    """Return a function that begins a replay against the server."""
    url = daphne.url.replace("http", "ws") + "/ws/"
    return lambda room, speed: Replay(env, url, room, speed, tmp_path)


def test_a_replay_against_a_server_with_limits_arrives_whole(replay):
    running = replay("whole", speed=600)
    assert running.verdict() == WHOLE
    assert running.process.returncode == 0
    assert f"{STEPS}/{STEPS}" in running.errors


def test_a_server_that_is_killed_on_the_way_costs_nothing(replay, daphne):
    running = replay("killed", speed=20)
    running.wait_for_step(3)
    daphne.process.kill()
    daphne.process.wait()
    daphne.start()
    assert running.verdict() == WHOLE
    assert running.process.returncode == 0


def test_an_interrupted_replay_judges_what_it_has_done(replay):
    running = replay("interrupted", speed=10)
    running.wait_for_step(3)
    running.process.send_signal(signal.SIGINT)
    verdict = running.verdict()
    assert verdict[-1] == "verdict: nothing differs"
    assert verdict[0] != "sent: 13"
    assert "Stopped" in running.errors
    assert running.process.returncode == 0


def test_the_sessions_of_a_replay_end_with_it(replay, env):
    replay("sessions", speed=600).verdict()
    count = "from django.contrib.sessions.models import Session as S; print(S.objects.count())"
    assert services.manage("shell", "--verbosity", "0", "--command", count, env=env) == "0\n"


def test_without_a_server_that_lets_anybody_in_there_is_no_verdict(env, daphne, tmp_path):
    url = daphne.url.replace("http", "ws") + "/nowhere/"
    running = Replay(env, url, "lobby", speed=600, folder=tmp_path)
    assert running.verdict() == []
    assert running.process.returncode == 1
    assert "does not let anybody in: forbidden" in running.errors
