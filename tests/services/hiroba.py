"""Hiroba itself: its server, and its commands."""

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast
from urllib.error import HTTPError, URLError

from tests.services.processes import free_port, stop, until

ROOT = Path(__file__).resolve().parent.parent.parent
APPLICATION = "config.asgi:application"
FAULT = re.compile(
    r"""( |"level": ")(ERROR|CRITICAL)( |", "logger": ")(chat|django|allauth|channels|daphne)"""
)


class Daphne:
    """One `manage.py serve`, which can be stopped and started again on its port."""

    @property
    def command(self) -> tuple[str, ...]:
        """What Python runs."""
        return ("manage.py", "serve")

    def __init__(self, env: Mapping[str, str]) -> None:
        self.port = free_port()
        self.process: subprocess.Popen[Any]
        self._env = environment(**env, PORT=str(self.port))
        self._log_file = Path(env["VAR_DIR"]) / f"serve-{self.port}.log"

    @property
    def url(self) -> str:
        """Where its pages are, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """What it has written so far."""
        return self._log_file.read_text()

    @property
    def faults(self) -> list[str]:
        """The lines in which Hiroba or what it stands on reports a fault.

        Not asyncio's: Django leaves a task behind when a browser closes while it is answered.
        """
        return [line for line in self.log.splitlines() if FAULT.search(line)]

    def start(self) -> None:
        """Run it and wait until it answers. Raises RuntimeError, with its log, when it does not."""
        with self._log_file.open("a") as log:
            self.process = subprocess.Popen(
                (sys.executable, *self.command),
                cwd=ROOT,
                env=self._env,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            alive = f"{self.url}/healthz"
            until(lambda: _answers(alive), self.process, " ".join(self.command))
        except RuntimeError as error:
            stop(self.process)
            error.add_note(self.log)
            raise

    def kill(self) -> None:
        """End it without a word."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """End it politely; nothing happens when it has ended."""
        stop(self.process)


class Uvicorn(Daphne):
    """The same application on another ASGI server."""

    @property
    def command(self) -> tuple[str, ...]:
        """What Python runs."""
        return ("-m", "uvicorn", "--port", str(self.port), "--lifespan=off", APPLICATION)


class Hypercorn(Daphne):
    """The same application on a third ASGI server."""

    @property
    def command(self) -> tuple[str, ...]:
        """What Python runs."""
        return ("-m", "hypercorn", "--bind", f"127.0.0.1:{self.port}", APPLICATION)


@contextmanager
def daphne(env: Mapping[str, str]) -> Iterator[Daphne]:
    """Run `manage.py serve` on a free port, and give it once it answers.

    `env` holds VAR_DIR and what else differs from the defaults; the database is migrated already.
    """
    server = Daphne(env)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def manage(*arguments: str, env: Mapping[str, str]) -> str:
    """Run a management command to its end and return what it wrote to standard output.

    Raises RuntimeError, with what it wrote, when it fails.
    """
    return python("manage.py", *arguments, env=env)


def python(*arguments: str, env: Mapping[str, str]) -> str:
    """Run a program in Python to its end, as `manage` does."""
    command = (sys.executable, *arguments)
    done = subprocess.run(command, cwd=ROOT, env=environment(**env), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)}: {done.stdout}{done.stderr}")
    return done.stdout


class Commands:
    """Management commands, one after the other, in one process that has Django ready."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, *arguments: str, **variables: str) -> str:
        """Run a command to its end and return what it wrote; the variables stay for the next one.

        Raises RuntimeError, with what it wrote, when it fails.
        """
        asked = {"arguments": arguments, "variables": variables}
        print(json.dumps(asked), file=self._process.stdin, flush=True)
        answer = json.loads(cast("IO[str]", self._process.stdout).readline())
        if answer["failed"]:
            raise RuntimeError(f"manage.py {' '.join(arguments)}: {answer['output']}")
        output: str = answer["output"]
        return output


@contextmanager
def commands(env: Mapping[str, str]) -> Iterator[Commands]:
    """Have a process ready that runs management commands; the database is migrated already."""
    with subprocess.Popen(
        (sys.executable, "-m", "tests.services.commands"),
        cwd=ROOT,
        env=environment(**{"DJANGO_SETTINGS_MODULE": "config.settings", **env}),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Commands(process)


def environment(**given: str) -> dict[str, str]:
    """Return a process's environment: what is given, and nothing of `.env` or of the suite."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "ENV_FILE": os.devnull, "PYTHONUNBUFFERED": "1", **given}


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=5).close()
    except HTTPError:
        return True
    except (URLError, OSError):
        return False
    return True
