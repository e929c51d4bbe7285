"""What has to be so before a server can stand on its database, told in one line each."""

import psycopg
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

MIGRATE = "manage.py migrate"


def database_fault() -> str:
    """Return what the database answers to a new connection, if it lets nobody in, else nothing.

    Past the pool, which knows only that nothing came of it.
    """
    try:
        if connection.vendor == "postgresql":
            psycopg.connect(**connection.get_connection_params()).close()
        else:
            connection.ensure_connection()
    except psycopg.Error as error:
        return " ".join(str(error).split())
    except DatabaseError as error:
        return f"{connection.settings_dict['NAME']}: {error}"
    return ""


def missing_migrations() -> list[str]:
    """Return the names of the migrations that this release needs and the database has not had."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [str(migration) for migration, _backwards in plan]
