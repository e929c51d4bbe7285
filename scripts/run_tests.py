"""`make test` and `make test-all`: prepare everything, check, and run the suite.

`make test` proves each behaviour once: on SQLite, and what tells most over real servers and in
Chromium. `make test-all` has the rest: all that touches a database on PostgreSQL and Redis, and the
longer proofs. With arguments, which go to pytest, only that part runs, on SQLite.
"""

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from scripts import lint, steps, system_packages
from scripts.venv import ensure_development
from tests import services

BROWSER_TESTS = ("tests/browser",)
PROCESS_TESTS = ("tests/processes", "tests/chaos")
# What of them tells most: people talk, are away, come back, and lose nothing.
TELLING_IN_A_BROWSER = (
    "tests/browser/test_acts.py",
    "tests/browser/test_conversation.py",
    "tests/browser/test_deployment.py::test_the_first_visitor_invites_a_second_over_tls_and_they_talk",
    "tests/browser/test_first_day.py",
    "tests/browser/test_ime.py",
    "tests/browser/test_outbox.py",
    "tests/browser/test_rooms_without_javascript.py",
    "tests/browser/test_signing_out.py",
)
TELLING_OF_PROCESSES = (
    "tests/chaos/test_checker.py",
    "tests/processes/hostile/test_handshakes.py",
    "tests/processes/test_nginx.py",
    "tests/processes/test_probes.py",
    "tests/processes/test_silence.py",
    "tests/processes/test_static.py",
    "tests/processes/test_two_daphnes.py",
)
# What knows neither database nor Redis: once is enough.
PURE = (
    "tests/bench",
    "tests/live/test_limits.py",
    "tests/live/test_protocol.py",
    "tests/live/test_queue.py",
    "tests/live/test_salvage.py",
    "tests/test_architecture.py",
    "tests/test_deploy.py",
    "tests/test_documents.py",
    "tests/test_logs.py",
    "tests/test_variables.py",
    "tests/text",
)
SIDE_BY_SIDE = ("--numprocesses=auto", "--dist=worksteal")
# Whoever shares servers of their own stays together.
FILE_BY_FILE = ("--numprocesses=auto", "--dist=loadfile")


def main(arguments: list[str]) -> None:
    """Run what is asked for; exit with 1 when something fails."""
    ensure_development()
    if arguments not in ([], ["--rest"]):
        sys.exit(not run_pytest(*arguments))
    system_packages.ensure(system_packages.for_tests())
    with tempfile.TemporaryDirectory(prefix="hiroba-templates-") as folder:
        os.environ["TEMPLATES"] = folder
        results = the_rest() if arguments else everything_once()
    print("\n── Summary ".ljust(100, "─"), *results, sep="\n", flush=True)
    steps.exit_with(results)


def everything_once() -> list[steps.Result]:
    """Run the checks, and prove each behaviour once.

    The tests of several processes wait most of their time, so they run beside the others.
    """
    checks = checked("Checks", lint.checks())
    with ThreadPoolExecutor() as pool:
        beside = pool.submit(of_several_processes, *TELLING_OF_PROCESSES)
        return [
            checks,
            steps.timed("Tests on SQLite alone", on_sqlite),
            steps.timed("Tests in a browser", lambda: in_a_browser(*TELLING_IN_A_BROWSER)),
            beside.result(),
        ]


def the_rest() -> list[steps.Result]:
    """Run what touches a database on PostgreSQL and Redis, and the longer proofs."""
    in_windows = (*BROWSER_TESTS, *without(TELLING_IN_A_BROWSER))
    with ThreadPoolExecutor() as pool:
        beside = pool.submit(of_several_processes, *PROCESS_TESTS, *without(TELLING_OF_PROCESSES))
        return [
            checked("Slow checks", lint.slow_checks()),
            steps.timed("Tests on PostgreSQL and Redis", on_postgres_and_redis),
            steps.timed("Tests in a browser", lambda: in_a_browser(*in_windows)),
            beside.result(),
        ]


def checked(title: str, commands: Mapping[str, tuple[str, ...]]) -> steps.Result:
    """Run checks under a heading."""
    return steps.timed(title, lambda: all(result.passed for result in lint.run_all(commands)))


def without(tests: Iterable[str]) -> list[str]:
    """Return what tells pytest to leave these away."""
    return [f"--deselect={test}" for test in tests]


def on_sqlite() -> bool:
    """Run what needs no server of its own on SQLite, without Redis."""
    return run_pytest(*SIDE_BY_SIDE)


def in_a_browser(*arguments: str) -> bool:
    """Run tests in windows."""
    return run_pytest(*arguments, *FILE_BY_FILE)


def of_several_processes(*arguments: str) -> steps.Result:
    """Run tests that start several servers, and show only what is wrong."""
    with environment() as variables:
        command = ("python", "-m", "pytest", *arguments, *FILE_BY_FILE)
        return steps.run_quietly("Tests of several processes", command, variables)


def on_postgres_and_redis() -> bool:
    """Run pytest on a PostgreSQL and a Redis of its own; each worker has a copy of its database."""
    with services.postgres() as database, services.redis_server() as redis, environment() as own:
        variables = {**own, "DATABASE_URL": database, "REDIS_URL": redis.url}
        steps.passes("python", "manage.py", "migrate", "--verbosity=0", **variables)
        variables["DATABASE_TEMPLATE"] = urlsplit(database).path.lstrip("/")
        once = [f"--ignore={path}" for path in PURE]
        # The databases go with their server: no need to drop each, for which all must have left.
        return run_pytest(*SIDE_BY_SIDE, *once, "--reuse-db", **variables)


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
