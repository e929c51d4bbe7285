"""A peer's own process, on a free loopback port, until it is not needed any more."""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.services.processes import accepts, stop, until


@contextmanager
def program(
    command: Sequence[str], port: int, *, cwd: Path, env: Mapping[str, str] | None = None
) -> Iterator[int]:
    """Run a command that listens on this port, and give its process id."""
    process = subprocess.Popen(
        command, cwd=cwd, env={**os.environ, **(env or {})}, stdout=subprocess.DEVNULL
    )
    try:
        until(lambda: accepts(port), process, command[0])
        yield process.pid
    finally:
        stop(process)


def output(*command: str) -> str:
    """Run a command to its end and return the line that it prints."""
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
