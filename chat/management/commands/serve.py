"""`manage.py serve`: everything that Daphne is configured with."""

import logging
import socket
import sys
from contextlib import suppress
from errno import EADDRINUSE
from functools import partial
from math import ceil
from typing import Any

from daphne.cli import CommandLineInterface
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from chat.actions.people.bulk import fold_unfolded
from chat.actions.refusal import Refused
from chat.server import startup
from chat.server.thinned_checks import ThinnedChecksServer

logger = logging.getLogger(__name__)

# The application answers `too_large` itself; Daphne, which only closes, stops what is far larger.
FRAME_MARGIN = 4

BACKLOG = 1024
SECONDS_PER_SKIPPED_CHECK = 10
"""For each so many seconds of the heartbeat's interval, one check of the connections is skipped."""


class Command(BaseCommand):
    """`manage.py serve`: pages and sockets on PORT of BIND_ADDRESS, until it is stopped."""

    help = "Serve Hiroba on PORT of BIND_ADDRESS."

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until SIGINT or SIGTERM."""
        check_port(settings.BIND_ADDRESS, settings.PORT)
        check_database()
        # While the database is away or in maintenance, pages and sockets answer for themselves.
        with suppress(DatabaseError, Refused):
            fold_unfolded()
        connection.close()
        logging.getLogger("daphne").setLevel(logging.WARNING)
        daphne = CommandLineInterface()
        skipped = int(settings.HEARTBEAT_SECONDS // SECONDS_PER_SKIPPED_CHECK)
        daphne.server_class = partial(
            ThinnedChecksServer, skipped=skipped, ready_callable=self.announce
        )
        daphne.run(daphne_arguments())

    def announce(self) -> None:
        """Print the address, and tell systemd that the service is up."""
        startup.tune_garbage_collection()
        self._say(f"Hiroba is at http://{shown(settings.BIND_ADDRESS)}:{settings.PORT}")
        startup.notify_systemd()

    def execute(self, *args: Any, **options: Any) -> Any:
        """Serve; where programs read the log, log there why the server did not start."""
        try:
            return super().execute(*args, **options)
        except CommandError as error:
            if settings.LOG_FORMAT != "json":
                raise
            logger.critical("%s", error)
            sys.exit(error.returncode)

    def _say(self, what: str) -> None:
        if settings.LOG_FORMAT == "json":
            logger.info(what)
        else:
            self.stdout.write(what)
            self.stdout.flush()


def check_port(address: str, port: int) -> None:
    """Raise CommandError when nothing can listen on this port."""
    try:
        socket.create_server((address, port), family=family(address)).close()
    except OSError as error:
        if error.errno == EADDRINUSE:
            raise CommandError(
                f"Port {port} is in use by another program. "
                "Stop that program, or choose another port, for example: PORT=8001 make run"
            ) from error
        raise CommandError(f"Cannot listen on {address} port {port}: {error.strerror}") from error


def check_database() -> None:
    """Raise CommandError when the database lets nobody in, or is not what this release needs."""
    if fault := startup.database_fault():
        raise CommandError(f"The database cannot be used: {fault}")
    if missing := startup.missing_migrations():
        raise CommandError(
            f"The database lacks {len(missing)} migrations of this release, the first of them "
            f"{missing[0]}. Bring it up to date: {startup.MIGRATE}"
        )


def daphne_arguments() -> list[str]:
    """Return Daphne's command line."""
    interface = settings.BIND_ADDRESS.replace(":", r"\:")
    largest = str(settings.FRAME_MAX_BYTES * FRAME_MARGIN)
    silence = str(ceil(settings.HEARTBEAT_SECONDS))
    return [
        *("--endpoint", f"tcp:port={settings.PORT}:interface={interface}:backlog={BACKLOG}"),
        *("--websocket-max-message-size", largest),
        *("--websocket-max-frame-size", largest),
        *("--websocket_timeout", "-1"),  # else every socket is closed after a day
        *("--websocket_connect_timeout", "15"),
        *("--ping-interval", silence),
        *("--ping-timeout", silence),
        *("--application-close-timeout", "10"),
        *("--http-timeout", "30"),
        *("--verbosity", "0"),  # no line for each request
        "--no-server-name",
        "config.asgi:application",
    ]


def family(address: str) -> socket.AddressFamily:
    """Return whether this is an address of IP version 6 or 4."""
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def shown(address: str) -> str:
    """Return the address as it stands in a URL."""
    return f"[{address}]" if ":" in address else address
