"""The cast: alice made the lobby, bob is a member of it, charlie is an outsider."""

import gc

import pytest
from django.contrib.contenttypes.management import create_contenttypes
from django.db import connection
from django.db.models.signals import post_migrate

from chat.actions import maintenance
from chat.actions.rooms.memberships import join_room
from chat.actions.rooms.rooms import create_room
from chat.models import AuditEntry, Room, User

PASSWORD = "correct horse battery staple"


def pytest_collection_finish() -> None:
    """What is there by now stays to the end: it need not be looked through for garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Emptying the tables after a test need not write the permissions of every model anew.

    Nor can it, on SQLite, where it deletes row by row, while the audit log refuses that: the tests
    of the log bring its guard back.
    """
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    post_migrate.disconnect(create_contenttypes)
    flush = connection.ops.execute_sql_flush
    connection.ops.execute_sql_flush = maintenance.writes_allowed()(flush)  # type: ignore[method-assign]
    connection.ops.sql_flush = _emptied_row_by_row  # type: ignore[assignment, method-assign]
    if connection.vendor == "sqlite":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER chat_audit_no_DELETE")


def _emptied_row_by_row(_style, tables, **_options) -> list[str]:
    """What empties the tables: PostgreSQL's TRUNCATE takes 0.2 s, however few rows there are."""
    return [f"{_emptying(table)} {connection.ops.quote_name(table)}" for table in tables]


def _emptying(table: str) -> str:
    """No row is ever deleted from the audit log, but PostgreSQL empties it as a whole."""
    is_guarded = table == AuditEntry._meta.db_table and connection.vendor == "postgresql"
    return "TRUNCATE" if is_guarded else "DELETE FROM"


@pytest.fixture(autouse=True)
def _everybody_may_write(monkeypatch):
    """What a process knows of a maintenance outlives the rows of the test that has begun it.

    It is read again once a second, whoever asks: not here, where queries are counted.
    """
    monkeypatch.setattr(maintenance, "CACHE_SECONDS", 3_600)
    yield
    maintenance.notice.sentence = ""
    maintenance.notice.forget()


@pytest.fixture
def asked_before(db) -> None:
    """What is the same for everybody has been read, and counts in no measurement."""
    maintenance.notice.read()


@pytest.fixture
def alice(db) -> User:
    return User.objects.create_user(username="alice", name="Alice", password=PASSWORD)


@pytest.fixture
def lobby(alice) -> Room:
    return create_room(alice, "Lobby")


@pytest.fixture
def bob(lobby) -> User:
    bob = User.objects.create_user(username="bob", name="Bob", password=PASSWORD)
    join_room(bob, lobby)
    return bob


@pytest.fixture
def charlie(db) -> User:
    return User.objects.create_user(username="charlie", name="Charlie", password=PASSWORD)


@pytest.fixture
def make_room():
    """Return a function that makes one more room of somebody."""

    def make(owner: User, name: str = "Garden", **options: str) -> Room:
        return create_room(owner, name, **options)

    return make
