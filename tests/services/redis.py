"""A private Redis."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.services.processes import accepts, free_port, stop, until


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

    def command(self, *words: str) -> None:
        """Tell it something. Raises subprocess.CalledProcessError when it refuses."""
        command = ("redis-cli", "-e", "-p", str(self.port), *words)
        subprocess.run(command, check=True, capture_output=True)

    def kill(self) -> None:
        """End it without a word."""
        self.process.kill()
        self.process.wait()

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
