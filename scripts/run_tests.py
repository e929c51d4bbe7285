"""`make test`: prepares everything, checks, and runs the suite on every kind of machine we serve.

With arguments, which go to pytest, only that part runs, on SQLite.
"""

import os
import sys
import tempfile
from pathlib import Path

from scripts import lint, steps, system_packages
from scripts.venv import ensure_development
from tests import services

BROWSER_TESTS = "tests/browser"
PROCESS_TESTS = "tests/processes"
SIDE_BY_SIDE = ("--numprocesses=auto", "--dist=worksteal")
# Whoever shares servers of their own stays together.
FILE_BY_FILE = ("--numprocesses=auto", "--dist=loadfile")


def main(arguments: list[str]) -> None:
    """Run the part that is asked for, or everything; exit with 1 when something fails."""
    ensure_development()
    if arguments:
        sys.exit(not on_sqlite(*arguments))
    system_packages.ensure()
    results = everything()
    print("\n── Summary ".ljust(100, "─"), *results, sep="\n", flush=True)
    steps.exit_with(results)


def everything() -> list[steps.Result]:
    """Run the checks and the suite in all its settings."""
    return [
        steps.timed("Checks", lambda: all(result.passed for result in lint.run_all())),
        steps.timed("Tests on SQLite and the in-memory layer", lambda: on_sqlite(*SIDE_BY_SIDE)),
        steps.timed("Tests on PostgreSQL and Redis", on_postgres_and_redis),
        steps.timed("Tests of several processes", lambda: on_sqlite(PROCESS_TESTS, *FILE_BY_FILE)),
        steps.timed("Tests in a browser", lambda: on_sqlite(BROWSER_TESTS, *FILE_BY_FILE)),
    ]


def on_sqlite(*arguments: str) -> bool:
    """Run pytest on SQLite and the in-memory layer."""
    return run_pytest(*arguments)


def on_postgres_and_redis() -> bool:
    """Run pytest on a PostgreSQL and a Redis of its own."""
    with services.postgres() as database, services.redis_server() as redis:
        return run_pytest(*SIDE_BY_SIDE, DATABASE_URL=database, REDIS_URL=redis.url)


def run_pytest(*arguments: str, **variables: str) -> bool:
    """Run pytest with no setting but these, in a data folder of its own."""
    with tempfile.TemporaryDirectory(prefix="hiroba-tests-") as folder:
        database = f"sqlite:///{Path(folder)}/hiroba.sqlite3"
        own = {"VAR_DIR": folder, "DATABASE_URL": database, "REDIS_URL": "", **variables}
        return steps.passes("python", "-m", "pytest", *arguments, ENV_FILE=os.devnull, **own)


if __name__ == "__main__":
    main(sys.argv[1:])
