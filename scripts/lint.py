"""`make lint`: everything that can be judged without running Hiroba.

With `--slow`, also what has to be asked of other machines.
"""

import os
import sys
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from scripts import steps
from scripts.paths import ROOT
from scripts.venv import ensure_development

MANAGE = ("python", "manage.py")


def checks() -> dict[str, tuple[str, ...]]:
    """Return each check's command by its title."""
    return {
        "types": ("mypy",),
        "ruff check": ("ruff", "check", "."),
        "ruff format": ("ruff", "format", "--check", "."),
        "import contracts": ("lint-imports", "--no-cache", "--no-logo"),
        "templates": ("djlint", "templates", "--lint", "--quiet"),
        "django checks": (*MANAGE, "check", "--fail-level", "WARNING"),
        "migrations": (*MANAGE, "makemigrations", "--check", "--dry-run"),
        "translations": (sys.executable, "-m", "scripts.check_messages"),
        "javascript": ("node", "--test", "--test-reporter=spec", *javascript_tests()),
    }


def slow_checks() -> dict[str, tuple[str, ...]]:
    """Return those that ask other machines, and so are no part of every change."""
    return {"wheels for every Python": ("python", "-m", "scripts.check_lock")}


def javascript_tests() -> list[str]:
    """Return the test files by name: what node does with a folder differs between versions."""
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests/js").glob("**/*.test.*js"))


def run_all(commands: Mapping[str, tuple[str, ...]]) -> list[steps.Result]:
    """Run checks away from the real data folder, and return how each one ended.

    As many at a time as there are cores, the longest ones first.
    """
    with (
        tempfile.TemporaryDirectory(prefix="hiroba-lint-") as folder,
        ThreadPoolExecutor(os.cpu_count()) as pool,
    ):
        variables = {"VAR_DIR": folder, "ENV_FILE": os.devnull}
        run = partial(steps.run_quietly, variables=variables)
        return list(pool.map(run, commands.keys(), commands.values()))


def main(arguments: list[str]) -> None:
    """Run every check; exit with 1 when one fails."""
    ensure_development()
    slow = slow_checks() if "--slow" in arguments else {}
    steps.exit_with(run_all(checks() | slow))


if __name__ == "__main__":
    main(sys.argv[1:])
