"""`make test`: prepares everything, checks, and runs the suite on every kind of machine we serve.

With arguments, which go to pytest, only that part runs, on SQLite.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from scripts import lint, steps, system_packages
from scripts.venv import ensure_development
from tests import services

BROWSER_TESTS = "tests/browser"
PROCESS_TESTS = ("tests/processes", "tests/chaos")
SIDE_BY_SIDE = ("--numprocesses=auto", "--dist=worksteal")
# These know neither database nor Redis: once is enough.
PURE = (
    "tests/test_architecture.py",
    "tests/test_documents.py",
    "tests/text",
    "tests/live/test_limits.py",
    "tests/live/test_protocol.py",
)
# Whoever shares servers of their own stays together.
FILE_BY_FILE = ("--numprocesses=auto", "--dist=loadfile")


def main(arguments: list[str]) -> None:
    """Run the part that is asked for, or everything; exit with 1 when something fails."""
    ensure_development()
    if arguments:
        sys.exit(not run_pytest(*arguments))
    system_packages.ensure(system_packages.for_tests())
    results = everything()
    print("\n── Summary ".ljust(100, "─"), *results, sep="\n", flush=True)
    steps.exit_with(results)


def everything() -> list[steps.Result]:
    """Run the checks and the suite in all its settings.

    The tests of several processes wait most of their time, so they run beside the others.
    """
    checks = steps.timed("Checks", lambda: all(result.passed for result in lint.run_all()))
    with ThreadPoolExecutor() as pool:
        beside = pool.submit(of_several_processes)
        return [
            checks,
            steps.timed("Tests on SQLite alone", on_sqlite),
            steps.timed("Tests on PostgreSQL and Redis", on_postgres_and_redis),
            steps.timed("Tests in a browser", in_a_browser),
            beside.result(),
        ]


def on_sqlite() -> bool:
    """Run what needs no server of its own on SQLite, without Redis."""
    return run_pytest(*SIDE_BY_SIDE)


def in_a_browser() -> bool:
    """Run the tests in windows."""
    return run_pytest(BROWSER_TESTS, *FILE_BY_FILE)


def of_several_processes() -> steps.Result:
    """Run the tests that start several servers, and show only what is wrong."""
    with environment() as variables:
        command = ("python", "-m", "pytest", *PROCESS_TESTS, *FILE_BY_FILE)
        return steps.run_quietly("Tests of several processes", command, variables)


def on_postgres_and_redis() -> bool:
    """Run pytest on a PostgreSQL and a Redis of its own."""
    with services.postgres() as database, services.redis_server() as redis:
        once = [f"--ignore={path}" for path in PURE]
        # The databases go with their server: no need to drop each, for which all must have left.
        options = (*SIDE_BY_SIDE, *once, "--reuse-db")
        return run_pytest(*options, DATABASE_URL=database, REDIS_URL=redis.url)


def run_pytest(*arguments: str, **variables: str) -> bool:
    """Run pytest with no setting but these, in a data folder of its own."""
    with environment() as own:
        return steps.passes("python", "-m", "pytest", *arguments, **{**own, **variables})


@contextmanager
def environment() -> Iterator[dict[str, str]]:
    """Give the variables of SQLite without Redis in a data folder that lasts as long."""
    with tempfile.TemporaryDirectory(prefix="hiroba-tests-") as folder:
        database = f"sqlite:///{Path(folder)}/hiroba.sqlite3"
        own = {"VAR_DIR": folder, "DATABASE_URL": database, "REDIS_URL": ""}
        yield {"ENV_FILE": os.devnull, **own}


if __name__ == "__main__":
    main(sys.argv[1:])
