"""What Django takes for `ENGINE`: its own PostgreSQL with another pool."""

from typing import Any, ClassVar

from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base
from django.db.utils import DatabaseErrorWrapper
from django.utils.functional import cached_property
from psycopg.errors import ReadOnlySqlTransaction

from config.postgresql.pool import PromptPool


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection of one thread, taken from the pool of the process."""

    # Django's own, of which its stubs do not tell.
    _connection_pools: ClassVar[dict[str, PromptPool]]
    _configure_connection: Any

    @property
    def pool(self) -> PromptPool | None:
        """The pool; made by whoever asks first."""
        options = self.settings_dict["OPTIONS"].get("pool")
        if self.alias == NO_DB_ALIAS or not options:
            return None
        if self.alias not in self._connection_pools:
            parameters = {**self.get_connection_params(), "autocommit": True}
            made = PromptPool(parameters, self._configure_connection, **options)
            self._connection_pools.setdefault(self.alias, made)
        return self._connection_pools[self.alias]

    @cached_property
    def wrap_database_errors(self) -> Any:
        """What turns PostgreSQL's errors into Django's."""
        return NoticingErrors(self)


class NoticingErrors(DatabaseErrorWrapper):
    """Drops all connections once one of them may not write.

    They may go on refusing after the database takes writes again, or be those of a server that has
    become a standby.
    """

    wrapper: DatabaseWrapper

    def __exit__(self, kind: Any, error: Any, traceback: Any) -> None:
        """Look at the error, and let it go on as Django's."""
        if isinstance(error, ReadOnlySqlTransaction) and self.wrapper.pool:
            self.wrapper.pool.drain()
        super().__exit__(kind, error, traceback)
