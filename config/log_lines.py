"""For processes whose output is a log: what they print is logged, a record for each line."""

import atexit
import io
import logging
import sys
import threading
from collections.abc import Collection
from typing import TextIO

from config.logs import log_what_escapes

SERVICES = ("serve", "clearsessions", "purge_old", "backup")
"""What deploy/systemd runs; other commands are run by people, or print what programs read."""


class Lines(io.TextIOBase):
    """A stream whose lines are logged. `beneath`: where they go while logging itself fails."""

    def __init__(self, name: str, level: int, beneath: TextIO) -> None:
        self._logger = logging.getLogger(name)
        self._level = level
        self._beneath = beneath
        self._begun = ""
        self._local = threading.local()

    def writable(self) -> bool:
        """It is there to be written."""
        return True

    def write(self, text: str) -> int:
        """Log each line that is complete by now."""
        *lines, self._begun = (self._begun + text).split("\n")
        for line in lines:
            self._log(line)
        return len(text)

    def finish(self) -> None:
        """Log what was begun and is not going to be ended."""
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
    """Return whether this command line is one that runs unattended, and does so now."""
    is_one = any(name in SERVICES for name in list(arguments)[1:2])
    return is_one and not sys.stdout.isatty()


def log_all_lines() -> None:
    """Log what this process prints from now on, and what nobody catches."""
    log_what_escapes()
    sys.stdout = _logged("stdout", logging.INFO, sys.stdout)
    sys.stderr = _logged("stderr", logging.WARNING, sys.stderr)


def _logged(name: str, level: int, beneath: TextIO) -> Lines:
    lines = Lines(name, level, beneath)
    atexit.register(lines.finish)
    return lines
