"""nginx with the configuration that deploy/ ships, in a folder of its own and on free ports."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.services.certificate import make_certificate
from tests.services.processes import accepts, free_port, stop, until

SHIPPED = Path(__file__).resolve().parent.parent.parent / "deploy/nginx"
SHIPPED_NAME = "chat.example.org"
SHIPPED_DAPHNES = ("127.0.0.1:8001", "127.0.0.1:8002")
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


class ShippedNginx:
    """A running nginx. `files`: what stands for /var/lib/hiroba, `daphnes`: the ports behind it."""

    def __init__(self, folder: Path, files: Path, daphnes: Sequence[int]) -> None:
        self.http_port, self.https_port = free_port(), free_port()
        self.process: subprocess.Popen[Any]
        self.folder = folder
        self.certificate = make_certificate(folder / "tls")
        shutil.copytree(SHIPPED, folder, dirs_exist_ok=True)
        shutil.copy(_installed_folder() / "mime.types", folder)
        self._move_in(files)
        upstream = folder / "hiroba/upstream.conf"
        replacements = zip(SHIPPED_DAPHNES, (f"127.0.0.1:{port}" for port in daphnes), strict=True)
        upstream.write_text(_replaced(upstream.read_text(), dict(replacements)))

    @property
    def url(self) -> str:
        """Where Hiroba is, without a slash at the end."""
        return f"https://localhost:{self.https_port}"

    @property
    def access_log(self) -> str:
        """What was logged of the requests so far."""
        return (self.folder / "access.log").read_text()

    def start(self) -> None:
        """Run it and wait until it listens."""
        self.process = subprocess.Popen(
            (*self._nginx(), "-g", "daemon off;"), stderr=subprocess.DEVNULL
        )
        until(lambda: accepts(self.https_port), self.process, "nginx")

    def reload(self) -> None:
        """Let it read its configuration anew."""
        self.process.send_signal(signal.SIGHUP)

    def check(self) -> str:
        """Return what nginx thinks of the configuration."""
        done = subprocess.run((*self._nginx(), "-t"), capture_output=True, text=True)
        return done.stderr

    def stop(self) -> None:
        """End it."""
        stop(self.process)

    def _nginx(self) -> tuple[str | Path, ...]:
        return (
            nginx_program(),
            "-p",
            self.folder,
            "-c",
            self.folder / "nginx.conf",
            "-e",
            "error.log",
        )

    def _move_in(self, files: Path) -> None:
        """Put this machine's places where the shipped ones are; all of them have to be there."""
        conf = self.folder / "nginx.conf"
        temporary = "".join(f" {name}_temp_path {self.folder}/{name};" for name in TEMPORARY)
        text = re.sub(r"^ *listen \[::\].*\n", "", conf.read_text(), flags=re.MULTILINE)
        # Only root can read the tests' folders; and only root may say who else shall.
        user = "user root;" if os.geteuid() == 0 else ""
        moved = {
            "user www-data;": user,
            SHIPPED_NAME: "localhost",
            "listen 80": f"listen 127.0.0.1:{self.http_port}",
            "listen 443": f"listen 127.0.0.1:{self.https_port}",
            "/var/log/nginx": str(self.folder),
            "/etc/hiroba/tls": str(self.folder / "tls"),
            "/var/lib/hiroba": str(files),
            "/etc/nginx": str(self.folder),
            "/var/www/acme": str(self.folder / "acme"),
            "http {\n": f"pid {self.folder}/nginx.pid;\nhttp {{{temporary}\n",
        }
        conf.write_text(_replaced(text, moved))


@contextmanager
def shipped_nginx(folder: Path, files: Path, daphnes: Sequence[int]) -> Iterator[ShippedNginx]:
    """Run nginx in this folder and give it."""
    server = ShippedNginx(folder, files, daphnes)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def nginx_program() -> str:
    """Return the path of nginx, which Debian keeps out of PATH. Raises FileNotFoundError."""
    places = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin"))
    if found := shutil.which("nginx", path=places):
        return found
    raise FileNotFoundError("nginx")


def _installed_folder() -> Path:
    """Where nginx keeps its configuration, and the types of files that it knows."""
    said = subprocess.run((nginx_program(), "-V"), capture_output=True, text=True).stderr
    found = re.search(r"--conf-path=(\S+)", said)
    return Path(found[1] if found else "/etc/nginx/nginx.conf").parent


def _replaced(text: str, new: dict[str, str]) -> str:
    missing = [old for old in new if old not in text]
    if missing:
        raise ValueError(f"The shipped configuration lacks {', '.join(missing)}.")
    return re.sub("|".join(map(re.escape, new)), lambda found: new[found[0]], text)
