"""Migrations of large tables let servers go on."""

import threading
from collections.abc import Iterator
from contextlib import suppress

import psycopg
import pytest
from django.db import OperationalError, connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddIndex, CreateModel
from django.db.migrations.state import ProjectState

from chat.migrations._beside_servers import AddIndexBesideServers
from chat.models import Message

FIRST_RELEASE = "0005_deeds"
INDEX = models.Index(fields=["created_at"], name="of_the_test")


def test_no_index_of_a_table_that_people_use_keeps_them_from_writing():
    migrations = MigrationLoader(None).disk_migrations
    later = [
        one for (app, name), one in migrations.items() if app == "chat" and name > FIRST_RELEASE
    ]
    assert later
    for migration in later:
        made = {one.name_lower for one in migration.operations if isinstance(one, CreateModel)}
        for one in migration.operations:
            if isinstance(one, AddIndex) and one.model_name_lower not in made:
                assert isinstance(one, AddIndexBesideServers), f"{migration}: {one.describe()}"
                assert migration.atomic is False, migration


def indexes() -> set[str]:
    with connection.cursor() as cursor:
        return set(connection.introspection.get_constraints(cursor, Message._meta.db_table))


@pytest.fixture
def state() -> ProjectState:
    return MigrationLoader(connection).project_state()


@pytest.fixture
def operation() -> Iterator[AddIndexBesideServers]:
    yield AddIndexBesideServers("message", INDEX)
    with connection.schema_editor() as editor, suppress(OperationalError):
        editor.execute(f"DROP INDEX IF EXISTS {INDEX.name}")


def add(operation: AddIndexBesideServers, state: ProjectState) -> None:
    after = state.clone()
    operation.state_forwards("chat", after)
    with connection.schema_editor(atomic=False) as editor:
        operation.database_forwards("chat", editor, state, after)


@pytest.mark.django_db(transaction=True)
def test_an_index_is_made_and_removed(operation, state):
    add(operation, state)
    assert INDEX.name in indexes()
    after = state.clone()
    operation.state_forwards("chat", after)
    with connection.schema_editor(atomic=False) as editor:
        operation.database_backwards("chat", editor, after, state)
    assert INDEX.name not in indexes()


@pytest.mark.django_db(transaction=True)
def test_one_that_was_interrupted_is_made_anew(operation, state):
    add(operation, state)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE pg_index SET indisvalid = false WHERE indexrelid = %s::regclass",
                [INDEX.name],
            )
        add(operation, state)
    assert INDEX.name in indexes()


@pytest.mark.django_db(transaction=True)
def test_people_write_while_an_index_is_being_made(operation, state, alice, lobby):
    """It waits for whoever began to write before it, and nobody waits for it meanwhile."""
    if connection.vendor != "postgresql":
        return add(operation, state)
    parameters = {**connection.get_connection_params(), "cursor_factory": psycopg.Cursor}
    touch = f"UPDATE chat_message SET body = body WHERE room_id = {lobby.pk}".encode()
    with psycopg.connect(**parameters) as early, psycopg.connect(**parameters) as late:
        early.execute(touch)
        making = threading.Thread(target=add_and_leave, args=[operation, state])
        making.start()
        late.execute("SET lock_timeout = '5s'")
        wait_until_it_waits(parameters)
        late.execute(b"LOCK TABLE chat_message IN ROW EXCLUSIVE MODE")
        late.rollback()
        assert making.is_alive()
        early.rollback()
        making.join(30)
    assert INDEX.name in indexes()


def add_and_leave(operation: AddIndexBesideServers, state: ProjectState) -> None:
    try:
        add(operation, state)
    finally:
        connection.close()


def wait_until_it_waits(parameters: dict) -> None:
    """Return once the index is being made and waits for the one who began before."""
    waiting = b"""
        SELECT count(*) FROM pg_stat_activity
        WHERE query LIKE 'CREATE INDEX CONC%' AND wait_event_type = 'Lock'
    """
    with psycopg.connect(**parameters, autocommit=True) as own:
        for _ in range(3_000):
            if own.execute(waiting).fetchone()[0]:
                return
    raise AssertionError("the index was not waited for")
