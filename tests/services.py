"""Private servers for the tests: PostgreSQL, Redis and Hiroba itself, on free loopback ports.

Each is a context manager and lives in a temporary folder; nothing that runs already is touched.
Only the standard library is used, so that `make test` can start them without a venv.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 30
FAULT = re.compile(r" (ERROR|CRITICAL) (chat|django|allauth|channels|daphne)")
STOP_SECONDS = 20
POSTGRES_USER = "postgres"

# Debian and Homebrew keep the server's programs out of PATH.
POSTGRES_FOLDERS = ("/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin")


def free_port() -> int:
    """Return a TCP port of the loopback interface that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def until(is_so: Callable[[], bool], process: subprocess.Popen[Any], what: str) -> None:
    """Wait until something is so. Raises RuntimeError when the process ends or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while not is_so():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{what} did not start.")
        time.sleep(0.05)


def stop(process: subprocess.Popen[Any], how: signal.Signals = signal.SIGTERM) -> None:
    """End a process politely, and after a while by force."""
    process.send_signal(how)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def accepts(port: int) -> bool:
    """Return whether something listens on this port of the loopback interface."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


# --- Redis ----------------------------------------------------------------------------------


class Redis:
    """A Redis that keeps nothing, and can be stopped and started again on its port."""

    def __init__(self, folder: str) -> None:
        self.port = free_port()
        self.process: subprocess.Popen[Any]
        self._folder = folder

    @property
    def url(self) -> str:
        """Where clients find it."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Run it and wait until it accepts connections."""
        options = ("--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
        self.process = subprocess.Popen(
            ("redis-server", "--port", str(self.port), "--dir", self._folder, *options),
            stdout=subprocess.DEVNULL,
        )
        until(lambda: accepts(self.port), self.process, "redis-server")

    def stop(self) -> None:
        """End it; what it held is lost."""
        stop(self.process)


@contextmanager
def redis_server() -> Iterator[Redis]:
    """Run a Redis and give it."""
    with tempfile.TemporaryDirectory(prefix="hiroba-redis-") as folder:
        server = Redis(folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()


# --- PostgreSQL -----------------------------------------------------------------------------


@contextmanager
def postgres() -> Iterator[str]:
    """Run a PostgreSQL with one empty database, and give its URL."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="hiroba-postgres-") as name:
        folder = Path(name)
        _give_to_postgres(folder)
        _init_cluster(folder)
        process = subprocess.Popen(
            (postgres_program("postgres"), "-D", folder / "data", *_server_options(folder, port)),
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


def _server_options(folder: Path, port: int) -> list[str]:
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": folder,
        "max_connections": 200,
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
    }
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


# --- Hiroba ---------------------------------------------------------------------------------


class Daphne:
    """One `manage.py serve`, which can be stopped and started again on its port."""

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
                (sys.executable, "manage.py", "serve"),
                cwd=ROOT,
                env=self._env,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            until(lambda: _answers(self.url), self.process, "manage.py serve")
        except RuntimeError as error:
            stop(self.process)
            error.add_note(self.log)
            raise

    def stop(self) -> None:
        """End it politely; nothing happens when it has ended."""
        stop(self.process)


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
    command = (sys.executable, "manage.py", *arguments)
    done = subprocess.run(command, cwd=ROOT, env=environment(**env), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"manage.py {' '.join(arguments)}: {done.stdout}{done.stderr}")
    return done.stdout


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
