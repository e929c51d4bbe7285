"""What every private server needs: a free port, a wait until it is there, and an end."""

import random
import signal
import socket
import ssl
import subprocess
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

START_SECONDS = 120
SERVER_PORTS = (20_000, 32_000)
STOP_SECONDS = 20


def free_port() -> int:
    """Return a TCP port of the loopback interface that nobody listens on.

    The system gives connections that go out ports from 32,768 on: none of them may take this one
    before the server does, or while the server is being started again.
    """
    while True:
        port = random.SystemRandom().randrange(*SERVER_PORTS)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
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


def fetch(url: str, certificate: Path | None = None) -> tuple[int, str]:
    """Return status and body of a page; `certificate`: one's own that is to be trusted."""
    tls = ssl.create_default_context(cafile=certificate) if certificate else None
    try:
        with urllib.request.urlopen(url, timeout=10, context=tls) as response:
            return response.status, response.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()
