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

from tests.services.certificate import make_certificate
from tests.services.processes import free_port, stop, until

POSTGRES_USER = "postgres"

# Debian and Homebrew keep the server's programs out of PATH.
POSTGRES_FOLDERS = ("/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin")


class Postgres:
    """A PostgreSQL with one empty database, which can be stopped and started again on its port.

    It forgets what a crash interrupts, which is quick; `settings` (`fsync="on"`) go first.
    """

    def __init__(self, folder: Path, **settings: str) -> None:
        self.port = free_port()
        self.process: subprocess.Popen[Any]
        self.folder = folder
        self._settings = settings

    @property
    def url(self) -> str:
        """Where clients find it."""
        return self.url_at(self.port)

    def url_at(self, port: int) -> str:
        """Return where clients find it that come by way of another port."""
        return f"postgres://hiroba@127.0.0.1:{port}/hiroba"

    def create(self) -> None:
        """Make the cluster and the database, and run it."""
        _give_to_postgres(self.folder)
        _init_cluster(self.folder)
        self.start()
        subprocess.run((postgres_program("createdb"), *self._client(), "hiroba"), check=True)

    def start(self) -> None:
        """Run it and wait until it answers."""
        options = _server_options(self.folder, self.port, self._settings)
        self.process = subprocess.Popen(
            (postgres_program("postgres"), "-D", self.folder / "data", *options),
            stderr=subprocess.DEVNULL,
            **_as_postgres(),
        )
        until(self.answers, self.process, "PostgreSQL")

    def speak_tls_only(self) -> Path:
        """Begin anew and let in who speaks TLS; return the certificate, which it signs itself."""
        certificate = make_certificate(self.folder / "tls")
        key = certificate.with_name("privkey.pem")
        for path in (certificate.parent, certificate, key):
            _give_to_postgres(path)
        self._settings = {
            **self._settings,
            "ssl": "on",
            "ssl_cert_file": str(certificate),
            "ssl_key_file": str(key),
        }
        (self.folder / "data/pg_hba.conf").write_text("hostssl all all all trust\n")
        self.stop()
        self.start()
        return certificate

    def answers(self) -> bool:
        """Return whether it takes connections."""
        ready = (postgres_program("pg_isready"), "--quiet", *self._client())
        return subprocess.run(ready).returncode == 0

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it: SIGTERM waits for the clients, SIGINT does not, SIGQUIT is like a crash."""
        stop(self.process, how)

    def backends(self) -> list[int]:
        """Return the process ids of all its children: backends and its own workers."""
        if self.process.poll() is not None:
            return []
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def dump(self, file: Path) -> None:
        """Write everything into a file that `restore` takes."""
        dump = (postgres_program("pg_dump"), *self._client(), "-Fc", "-f", str(file), "hiroba")
        subprocess.run(dump, check=True)

    def restore(self, file: Path) -> None:
        """Put an older state in the place of the database; nobody may be connected."""
        client = self._client()
        subprocess.run((postgres_program("dropdb"), *client, "--force", "hiroba"), check=True)
        subprocess.run((postgres_program("createdb"), *client, "hiroba"), check=True)
        restore = (postgres_program("pg_restore"), *client, "--dbname", "hiroba", str(file))
        subprocess.run(restore, check=True)

    def _client(self) -> tuple[str, ...]:
        return ("--host", "127.0.0.1", "--port", str(self.port), "--username", "hiroba")


@contextmanager
def postgres(**settings: str) -> Iterator[str]:
    """Run a PostgreSQL with one empty database, and give its URL."""
    with tempfile.TemporaryDirectory(prefix="hiroba-postgres-") as name:
        server = Postgres(Path(name), **settings)
        try:
            server.create()
            yield server.url
        finally:
            server.stop()


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


def _give_to_postgres(path: Path) -> None:
    if os.geteuid() == 0:
        shutil.chown(path, POSTGRES_USER, POSTGRES_USER)


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
