"""A private PostgreSQL."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.services.processes import free_port, stop, until

POSTGRES_USER = "postgres"

# Debian and Homebrew keep the server's programs out of PATH.
POSTGRES_FOLDERS = ("/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin")


@contextmanager
def postgres(**settings: str) -> Iterator[str]:
    """Run a PostgreSQL with one empty database, and give its URL.

    It forgets what a crash interrupts, which is quick; `settings` (`fsync="on"`) go first.
    """
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="hiroba-postgres-") as name:
        folder = Path(name)
        _give_to_postgres(folder)
        _init_cluster(folder)
        options = _server_options(folder, port, settings)
        process = subprocess.Popen(
            (postgres_program("postgres"), "-D", folder / "data", *options),
            stderr=subprocess.DEVNULL,
            **_as_postgres(),
        )
        try:
            client = ("--host", "127.0.0.1", "--port", str(port), "--username", "hiroba")
            ready = (postgres_program("pg_isready"), "--quiet", *client)
            until(lambda: subprocess.run(ready).returncode == 0, process, "PostgreSQL")
            subprocess.run((postgres_program("createdb"), *client, "hiroba"), check=True)
            yield f"postgres://hiroba@127.0.0.1:{port}/hiroba"
        finally:
            stop(process, signal.SIGINT)  # its SIGTERM waits for the clients


def postgres_program(name: str) -> str:
    """Return the path of one of PostgreSQL's programs, of the newest version that is installed.

    Raises FileNotFoundError.
    """
    folders = [path for pattern in POSTGRES_FOLDERS for path in Path("/").glob(pattern[1:])]
    found = [path / name for path in sorted(folders, key=_version) if (path / name).exists()]
    program = str(found[-1]) if found else shutil.which(name)
    if not program:
        raise FileNotFoundError(name)
    return program


def _version(folder: Path) -> int:
    digits = "".join(char for char in folder.parent.name if char.isdigit())
    return int(digits or 0)


def _as_postgres() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    return {"user": POSTGRES_USER, "group": POSTGRES_USER, "extra_groups": [], "cwd": "/"}


def _give_to_postgres(folder: Path) -> None:
    if os.geteuid() == 0:
        shutil.chown(folder, POSTGRES_USER, POSTGRES_USER)


def _init_cluster(folder: Path) -> None:
    locale = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
    options = ("--username=hiroba", "--auth=trust", "--encoding=UTF8", "--no-sync")
    subprocess.run(
        (postgres_program("initdb"), "-D", folder / "data", *options, f"--locale={locale}"),
        check=True,
        stdout=subprocess.DEVNULL,
        **_as_postgres(),
    )


def _server_options(folder: Path, port: int, given: Mapping[str, str]) -> list[str]:
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": folder,
        "max_connections": 200,
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        **given,
    }
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
