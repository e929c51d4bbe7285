"""Hiroba as in production: people who are signed in, and every message on disk first."""

import json
import platform
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from sqlite3 import sqlite_version
from tempfile import TemporaryDirectory
from typing import Any

from bench.measure import children
from bench.peers.peer import Crowd, Served
from bench.peers.program import output
from tests.services import (
    ROOT,
    Daphne,
    daphne,
    environment,
    manage,
    postgres,
    postgres_program,
    redis_server,
)

People = list[dict[str, Any]]

SECRET_KEY = secrets.token_urlsafe(48)
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


class Hiroba:
    """One process on SQLite."""

    name = "hiroba"
    title = "Hiroba"
    dialect = "hiroba"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._prepared: dict[Crowd, People] = {}

    def version(self) -> str:
        """Return the commit that is measured, and what the database is."""
        commit = output("git", "describe", "--always", "--dirty")
        return f"commit {commit}, Python {platform.python_version()}, SQLite {sqlite_version}"

    @contextmanager
    def serve(self, crowd: Crowd) -> Iterator[Served]:
        """Run one server on a fresh copy of the database that holds this crowd."""
        people = self._people(crowd)
        with (
            TemporaryDirectory(prefix="hiroba-bench-") as folder,
            daphne(
                production(shutil.copytree(self._kept(crowd), folder, dirs_exist_ok=True))
            ) as server,
        ):
            yield Served([socket_url(server)], people, {"server": [server.process.pid]})

    def _people(self, crowd: Crowd) -> People:
        """Make the crowd's database once in a run, and return its people."""
        if crowd not in self._prepared:
            self._kept(crowd).mkdir()
            self._prepared[crowd] = populated(crowd, production(self._kept(crowd)))
        return self._prepared[crowd]

    def _kept(self, crowd: Crowd) -> Path:
        return self._folder / f"{crowd.rooms}x{crowd.members}"


class HirobaPair:
    """Two processes on PostgreSQL, which keeps every commit through a crash, and Redis."""

    name = "hiroba-pair"
    title = "Hiroba, two processes on PostgreSQL and Redis"
    dialect = "hiroba"

    def version(self) -> str:
        """Return the versions of what it stands on."""
        redis = output("redis-server", "--version").split()[2].removeprefix("v=")
        return f"{output(postgres_program('postgres'), '--version')}, Redis {redis}"

    @contextmanager
    def serve(self, crowd: Crowd) -> Iterator[Served]:
        """Run both servers on an empty database that is filled with this crowd."""
        with ExitStack() as stack:
            folder = stack.enter_context(TemporaryDirectory(prefix="hiroba-bench-"))
            database = stack.enter_context(postgres(**DURABLE))
            redis = stack.enter_context(redis_server())
            env = {**production(folder), "DATABASE_URL": database, "REDIS_URL": redis.url}
            people = populated(crowd, env)
            servers = [stack.enter_context(daphne(env)) for _ in range(2)]
            processes = {
                "server": [server.process.pid for server in servers],
                "postgres": children("postgres"),
                "redis": [redis.process.pid],
            }
            yield Served([socket_url(server) for server in servers], people, processes)


def production(folder: str | Path) -> dict[str, str]:
    """Return the settings of a production run with this data folder."""
    return {
        "DEBUG": "off",
        "SECRET_KEY": SECRET_KEY,
        "ALLOWED_HOSTS": "127.0.0.1",
        "RATE_LIMITS": "off",
        "VAR_DIR": str(folder),
    }


def populated(crowd: Crowd, env: dict[str, str]) -> People:
    """Make the database with its rooms, sign everybody in, and return the members."""
    manage("migrate", env=env)
    manage("collectstatic", "--no-input", env=env)
    command = (sys.executable, "-m", "bench.peers.populate", str(crowd.rooms), str(crowd.members))
    done = subprocess.run(
        command, cwd=ROOT, env=environment(**env), capture_output=True, text=True, check=True
    )
    people: People = json.loads(done.stdout)
    return people


def socket_url(server: Daphne) -> str:
    """Return where a server's sockets are opened."""
    return server.url.replace("http://", "ws://")
