"""Changes of large tables while servers write to them."""

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db.migrations.operations import AddIndex


class AddIndexBesideServers(AddIndexConcurrently):
    """Makes an index on PostgreSQL without keeping anybody from writing; its migration is not atomic.

    One that was interrupted leaves an index which is of no use and has the name: it goes first.
    SQLite builds it under its one lock, as it does everything.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, before: Any, after: Any) -> None:
        """Make it."""
        if schema_editor.connection.vendor != "postgresql":
            return AddIndex.database_forwards(self, app_label, schema_editor, before, after)
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {self.index.name}")
        super().database_forwards(app_label, schema_editor, before, after)

    def database_backwards(self, app_label: str, schema_editor: Any, before: Any, after: Any) -> None:
        """Remove it."""
        if schema_editor.connection.vendor != "postgresql":
            return AddIndex.database_backwards(self, app_label, schema_editor, before, after)
        super().database_backwards(app_label, schema_editor, before, after)
