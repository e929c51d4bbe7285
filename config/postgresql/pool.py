"""A pool that looks for a database that is away twice a second, for however long it is away.

psycopg's own doubles its wait up to five minutes, and takes three broken connections, one after the
other, for reason enough to give up.
"""

import logging
from collections.abc import Callable
from time import monotonic
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool

logger = logging.getLogger(__name__)

RECONNECT_SECONDS = 0.5
READ_ONLY_SECONDS = 1.0
"""So long a connection that may not write counts as the best that there is."""
# Reported by the server without being asked, since PostgreSQL 14.
READ_ONLY_SIGNS = ("default_transaction_read_only", "in_hot_standby")

Connection = psycopg.Connection[Any]


class PromptPool(ConnectionPool[Connection]):
    """The connections of a process. Says once that the database is away, once that it is back."""

    def __init__(
        self, parameters: dict[str, Any], configure: Callable[[Connection], Any], **options: Any
    ) -> None:
        self._is_away = False
        super().__init__(
            kwargs=parameters,
            configure=configure,
            check=self.look_at,
            open=False,  # by whoever needs the first connection
            reconnect_timeout=RECONNECT_SECONDS,
            reconnect_failed=_try_again,
            **options,
        )

    def look_at(self, connection: Connection) -> None:
        """Raise psycopg.OperationalError unless this one can be handed out.

        What is wrong with one is wrong with all that were made before it: they go together.
        """
        try:
            self.check_connection(connection)
            self._check_it_may_write(connection)
        except psycopg.Error:
            if connection._created_at > self._drained_at:
                self.drain()
            raise

    def _check_it_may_write(self, connection: Connection) -> None:
        """A read-only one serves readers, but a newer one may serve everybody."""
        is_fresh = monotonic() - connection._created_at < READ_ONLY_SECONDS
        if not is_fresh and may_not_write(connection):
            raise psycopg.OperationalError("The connection is read-only.")

    def _connect(self, timeout: float | None = None) -> Connection:
        try:
            connection = super()._connect(timeout)
        except psycopg.Error as error:
            self._found(error)
            raise
        self._found(None)
        return connection

    def _found(self, error: psycopg.Error | None) -> None:
        was_away, self._is_away = self._is_away, error is not None
        if error and not was_away:
            logger.warning("The database is away: %s", " ".join(str(error).split()))
        elif was_away and not error:
            logger.warning("The database is back.")


def may_not_write(connection: Connection) -> bool:
    """Return whether the server has said that this connection is for reading only."""
    return any(connection.info.parameter_status(sign) == "on" for sign in READ_ONLY_SIGNS)


def _try_again(pool: ConnectionPool[Connection]) -> None:
    """After giving up there is nobody who tries, unless somebody asks again: so ask."""
    pool.check()
