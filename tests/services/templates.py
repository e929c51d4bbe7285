"""Databases with all their tables, and static files, which are made once and then copied.

To migrate and to collect takes seconds of the processor each time; a copy takes next to none. What
is copied is kept in the folder that TEMPLATES names, as long as the run; without it nothing is.
"""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.services.hiroba import manage
from tests.services.postgres import postgres_program

COLLECT = ("collectstatic", "--no-input", "--verbosity=0")
MIGRATE = ("migrate", "--verbosity=0")
PRODUCTION = {
    "RATE_LIMITS": "off",
    "DEBUG": "off",
    "SECRET_KEY": "for servers of tests only, and long enough to be taken for one",
    "ALLOWED_HOSTS": "127.0.0.1,localhost",
}


def in_production(folder: str) -> dict[str, str]:
    """The variables of a server that has its static files ready, as one serves them in earnest."""
    env = {"VAR_DIR": folder, **PRODUCTION}
    collect(env)
    return env


def collect(env: Mapping[str, str]) -> None:
    """Give a data folder its static files, under the names that production has for them."""
    with _template("static") as template:
        if not template:
            manage(*COLLECT, env=env)
            return
        if not template.exists():
            manage(*COLLECT, env={**PRODUCTION, "VAR_DIR": str(template)})
        shutil.copytree(template / "static", Path(env["VAR_DIR"]) / "static", dirs_exist_ok=True)


def migrate(env: Mapping[str, str]) -> None:
    """Give the database of these variables, which is empty, all its tables."""
    url = env.get("DATABASE_URL") or f"sqlite:///{env['VAR_DIR']}/hiroba.sqlite3"
    if url.startswith("sqlite:///"):
        file = Path(url.removeprefix("sqlite:///"))
        _make("sqlite3", env, lambda to: _copy(file, to), lambda source: _copy(source, file))
    else:
        _make("postgres.sql", env, lambda to: _dump(url, to), lambda source: _load(url, source))


def _make(
    name: str,
    env: Mapping[str, str],
    keep: Callable[[Path], None],
    use: Callable[[Path], None],
) -> None:
    """Use what is kept under this name; whoever comes first migrates, and keeps what that made."""
    with _template(name) as template:
        if template and template.exists():
            return use(template)
        manage(*MIGRATE, env=env)
        if template:
            keep(template)


@contextmanager
def _template(name: str) -> Iterator[Path | None]:
    """Give the place of a template, for as long as nobody else may make it."""
    if "TEMPLATES" not in os.environ:
        yield None
        return
    folder = Path(os.environ["TEMPLATES"])
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder / name


def _copy(source: Path, to: Path) -> None:
    """As an own file of whoever runs it, and of nobody else, as Hiroba makes it."""
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copyfile(source, to)
    to.chmod(0o600)


def _dump(url: str, to: Path) -> None:
    subprocess.run((postgres_program("pg_dump"), "--file", to, url), check=True)


def _load(url: str, source: Path) -> None:
    quiet = ("--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1")
    command = (postgres_program("psql"), *quiet, "--output", os.devnull, "--file", source, url)
    subprocess.run(command, check=True)
