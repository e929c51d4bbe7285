"""Hiroba as in production: people who are signed in, and every message on disk first."""

import json
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from bench.peers.peer import Crowd, Served
from tests.services import ROOT, daphne, environment, manage

People = list[dict[str, Any]]


class Hiroba:
    """One process on SQLite."""

    name = "hiroba"
    title = "Hiroba"
    dialect = "hiroba"

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="hiroba-bench-"))
        self._secret_key = secrets.token_urlsafe(48)
        self._prepared: dict[Crowd, People] = {}

    def version(self) -> str:
        """Return the commit that is measured, and what the database is."""
        asked = ("git", "describe", "--always", "--dirty")
        commit = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True).stdout.strip()
        return f"commit {commit}, Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}"

    @contextmanager
    def serve(self, crowd: Crowd) -> Iterator[Served]:
        """Run one server on a fresh copy of the database that holds this crowd."""
        with ExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="hiroba-bench-"))
            people = self._people(crowd)
            shutil.copytree(self._kept(crowd), folder, dirs_exist_ok=True)
            server = stack.enter_context(daphne(self._environment(folder)))
            url = server.url.replace("http://", "ws://")
            yield Served([url], people, {"server": [server.process.pid]})

    def _people(self, crowd: Crowd) -> People:
        """Make the crowd's database once in a run, and return its people."""
        if crowd not in self._prepared:
            folder = self._kept(crowd)
            folder.mkdir()
            env = self._environment(str(folder))
            manage("migrate", env=env)
            manage("collectstatic", "--no-input", env=env)
            self._prepared[crowd] = populated(crowd, env)
        return self._prepared[crowd]

    def _kept(self, crowd: Crowd) -> Path:
        return self._folder / f"{crowd.rooms}x{crowd.members}"

    def _environment(self, folder: str) -> dict[str, str]:
        return {
            "DEBUG": "off",
            "SECRET_KEY": self._secret_key,
            "ALLOWED_HOSTS": "127.0.0.1",
            "RATE_LIMITS": "off",
            "VAR_DIR": folder,
        }


def populated(crowd: Crowd, env: dict[str, str]) -> People:
    """Fill the rooms of a crowd and sign everybody in; return the members."""
    command = (sys.executable, "-m", "bench.peers.populate", str(crowd.rooms), str(crowd.members))
    done = subprocess.run(command, cwd=ROOT, env=environment(**env), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"The rooms could not be filled: {done.stderr}")
    members: People = json.loads(done.stdout)
    return members
