"""Turns the output of services into log records, one for each line."""

import atexit
import io
import logging
import sys
import threading
from collections.abc import Collection
from typing import TextIO

from config.logs import log_what_escapes

SERVICES = ("serve", "clearsessions", "purge_old", "backup")
"""Commands that deploy/systemd runs; others are run by people, or their output is parsed."""


class Lines(io.TextIOBase):
    """A stream whose lines are logged. `beneath`: where lines go while logging itself fails."""

    def __init__(self, name: str, level: int, beneath: TextIO) -> None:
        self._logger = logging.getLogger(name)
        self._level = level
        self._beneath = beneath
        self._begun = ""
        self._local = threading.local()

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, text: str) -> int:
        """Log each line that is complete by now."""
        *lines, self._begun = (self._begun + text).split("\n")
        for line in lines:
            self._log(line)
        return len(text)

    def finish(self) -> None:
        """Log the last line if it has no line end."""
        begun, self._begun = self._begun, ""
        self._log(begun)

    def _log(self, line: str) -> None:
        if not line.strip():
            return
        if getattr(self._local, "is_logging", False):
            print(line, file=self._beneath)
            return
        self._local.is_logging = True
        try:
            self._logger.log(self._level, "%s", line)
        finally:
            self._local.is_logging = False


def is_service(arguments: Collection[str]) -> bool:
    """Return whether this command line runs unattended, as a service."""
    is_one = any(name in SERVICES for name in list(arguments)[1:2])
    return is_one and not sys.stdout.isatty()


def log_all_lines() -> None:
    """Log everything that this process prints, and uncaught exceptions."""
    log_what_escapes()
    sys.stdout = _logged("stdout", logging.INFO, sys.stdout)
    sys.stderr = _logged("stderr", logging.WARNING, sys.stderr)


def _logged(name: str, level: int, beneath: TextIO) -> Lines:
    lines = Lines(name, level, beneath)
    atexit.register(lines.finish)
    return lines
