"""`make lint`: everything that can be judged without running Hiroba."""

import os
import sys
import tempfile
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


def javascript_tests() -> list[str]:
    """Return the test files by name: what node does with a folder differs between versions."""
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests/js").glob("**/*.test.*js"))


def run_all() -> list[steps.Result]:
    """Run every check away from the real data folder, and return how each one ended.

    As many at a time as there are cores, the longest ones first.
    """
    with (
        tempfile.TemporaryDirectory(prefix="hiroba-lint-") as folder,
        ThreadPoolExecutor(os.cpu_count()) as pool,
    ):
        variables = {"VAR_DIR": folder, "ENV_FILE": os.devnull}
        run = partial(steps.run_quietly, variables=variables)
        return list(pool.map(run, checks().keys(), checks().values()))


def main() -> None:
    """Run every check; exit with 1 when one fails."""
    ensure_development()
    steps.exit_with(run_all())


if __name__ == "__main__":
    main()
