"""Maintenance: for a time everybody can read, nobody can write, and a notice says why.

Enforced on each statement that goes to the database, so that no path can be forgotten, neither
ours nor a library's.
"""

import math
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from chat.actions.messages.text import fit_line
from chat.actions.refusal import Refused
from chat.log import user_events
from chat.models import RoomHead, SiteSettings
from chat.models.site import MAINTENANCE_MAX_CHARS

CACHE_SECONDS = 1.0
"""How long a process trusts the cached notice; after this time all processes follow a change."""
COME_BACK_SECONDS = 15.0
READ_ONLY = "25006"
"""PostgreSQL's SQLSTATE for a write in a read-only transaction."""

WRITTEN = re.compile(
    r"(?:\A\s*|\)\s+)(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE
)
OPEN_TABLES = frozenset(
    {
        *("django_session", "django_admin_log", "chat_epoch", "chat_notice"),
        *("django_migrations", "django_content_type", "auth_permission"),
    }
)
"""Tables that keep a server running and people signed in; nobody's writing is in them."""

_writes_allowed = ContextVar("maintenance_is_lifted", default=False)


class CachedNotice:
    """The maintenance notice, as this process has cached it; empty without maintenance."""

    def __init__(self) -> None:
        self.sentence = ""
        self._read_at = -math.inf

    def fresh(self) -> str:
        """Return the notice, read again when the cache is too old."""
        if time.monotonic() - self._read_at > CACHE_SECONDS:
            return self.read()
        return self.sentence

    def read(self) -> str:
        """Return the notice that is in the database now."""
        began = time.monotonic()
        stored = SiteSettings.objects.values_list("maintenance", flat=True).first()
        self.sentence, self._read_at = stored or "", began
        return self.sentence

    def forget(self) -> None:
        """Make the next caller of `fresh` read it again."""
        self._read_at = -math.inf


notice = CachedNotice()


# --- Switching ------------------------------------------------------------------------------


def switch(sentence: str) -> None:
    """Begin maintenance with this notice, or end it with an empty one.

    Raises Refused: `bad_text`, `empty` (the notice shows nothing), `too_long`.
    """
    values = {"maintenance": fit_line(sentence, MAINTENANCE_MAX_CHARS)}
    with writes_allowed(), transaction.atomic():
        SiteSettings.objects.update_or_create(pk=1, defaults=values)
        announce()


def announce() -> None:
    """Make every process reload the notice. A part of verbs: call it in their transaction."""
    transaction.on_commit(notice.forget)
    user_events.site_changed()


def settle() -> None:
    """Wait until every process refuses to write, and writes in rooms that had begun are done."""
    time.sleep(CACHE_SECONDS)
    if connection.vendor != "postgresql":
        return
    with transaction.atomic(), connection.cursor() as cursor:
        # Every write in a room locks its head, so this waits for those that began before.
        cursor.execute(f"LOCK TABLE {RoomHead._meta.db_table} IN EXCLUSIVE MODE")


@contextmanager
def writes_allowed() -> Iterator[None]:
    """Allow writes in this block despite maintenance: for signing in, and to end maintenance."""
    token = _writes_allowed.set(True)
    try:
        yield
    finally:
        _writes_allowed.reset(token)


# --- Guarding -------------------------------------------------------------------------------


def guard(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Make a new connection refuse to write during maintenance."""
    wrappers = connection.execute_wrappers
    if connection.alias == DEFAULT_DB_ALIAS and _guarded not in wrappers:
        wrappers.append(_guarded)


def begin_migration(**_signal: Any) -> None:
    """Allow writes during a migration: people can read while somebody upgrades."""
    _writes_allowed.set(True)


def end_migration(**_signal: Any) -> None:
    """Guard this process again after a migration."""
    _writes_allowed.set(False)


def _guarded(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    if _is_guarded(sql) and (sentence := notice.fresh()):
        raise _refusal(sentence)
    try:
        return execute(sql, params, many, context)
    except DatabaseError as error:
        # An administrator may have made the database read-only as well: answer with the notice.
        if notice.sentence and _is_read_only(error):
            raise _refusal(notice.sentence) from error
        raise


def _is_guarded(sql: str) -> bool:
    if sql.startswith("SELECT") or _writes_allowed.get():
        return False
    written = WRITTEN.search(sql)
    return written is not None and written[1] not in OPEN_TABLES


def _refusal(sentence: str) -> Refused:
    return Refused("maintenance", COME_BACK_SECONDS, sentence)


def _is_read_only(error: DatabaseError) -> bool:
    return getattr(error.__cause__, "sqlstate", "") == READ_ONLY or "readonly" in str(error)
