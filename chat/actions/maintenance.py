"""Maintenance: for a time everybody reads on, nobody writes, and a sentence says why.

Decided where a statement leaves for the database, in whatever transaction it is part of: no way in
can be forgotten, neither ours nor a library's.
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

LEASE_SECONDS = 1.0
"""So long a process trusts what it has read: within this time, all of them follow."""
COME_BACK_SECONDS = 15.0
READ_ONLY = "25006"
"""SQLSTATE of PostgreSQL for a statement that writes where nothing may be written."""

WRITTEN = re.compile(
    r"(?:\A\s*|\)\s+)(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE
)
OPEN_TABLES = frozenset(
    {
        *("django_session", "django_admin_log", "chat_epoch", "chat_notice"),
        *("django_migrations", "django_content_type", "auth_permission"),
    }
)
"""What keeps a server going and its people signed in, and is nothing that anybody has written."""

_is_lifted = ContextVar("maintenance_is_lifted", default=False)


class Known:
    """The sentence as this process knows it."""

    def __init__(self) -> None:
        self.sentence = ""
        self._read_at = -math.inf

    def fresh(self) -> str:
        """Return the sentence, read again when it was read too long ago."""
        if time.monotonic() - self._read_at > LEASE_SECONDS:
            return self.read()
        return self.sentence

    def read(self) -> str:
        """Return the sentence that stands in the database now."""
        began = time.monotonic()
        found = SiteSettings.objects.values_list("maintenance", flat=True).first()
        self.sentence, self._read_at = found or "", began
        return self.sentence

    def forget(self) -> None:
        """Let the next one who asks read it again."""
        self._read_at = -math.inf


known = Known()


# --- Switching ------------------------------------------------------------------------------


def switch(sentence: str) -> None:
    """Let nobody write from now on, and tell people this; with nothing to tell, all may again.

    Raises Refused: `bad_text`, `empty` (what is told shows nothing), `too_long`.
    """
    values = {"maintenance": fit_line(sentence, MAINTENANCE_MAX_CHARS)}
    with lifted(), transaction.atomic():
        SiteSettings.objects.update_or_create(pk=1, defaults=values)
        announce()


def announce() -> None:
    """Let every process look what holds. A part of verbs: called in their transaction."""
    transaction.on_commit(known.forget)
    user_events.site_changed()


def settle() -> None:
    """Return when every process has heard, and what was being written in rooms is written."""
    time.sleep(LEASE_SECONDS)
    if connection.vendor != "postgresql":
        return
    with transaction.atomic(), connection.cursor() as cursor:
        # Whoever writes in a room holds its head: this waits for all who began before.
        cursor.execute(f"LOCK TABLE {RoomHead._meta.db_table} IN EXCLUSIVE MODE")


@contextmanager
def lifted() -> Iterator[None]:
    """Let what is done in here write all the same: signing in, and ending the maintenance."""
    token = _is_lifted.set(True)
    try:
        yield
    finally:
        _is_lifted.reset(token)


# --- Guarding -------------------------------------------------------------------------------


def guard(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Have a connection that was just made refuse to write during maintenance."""
    wrappers = connection.execute_wrappers
    if connection.alias == DEFAULT_DB_ALIAS and _guarded not in wrappers:
        wrappers.append(_guarded)


def begin_migration(**_signal: Any) -> None:
    """Let a migration write; whoever upgrades does so while people read."""
    _is_lifted.set(True)


def end_migration(**_signal: Any) -> None:
    """Guard again what this process does afterwards."""
    _is_lifted.set(False)


def _guarded(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    if _is_guarded(sql) and (sentence := known.fresh()):
        raise _refusal(sentence)
    try:
        return execute(sql, params, many, context)
    except DatabaseError as error:
        # The database may have been closed to writing, too, for which there is a better word.
        if known.sentence and _is_read_only(error):
            raise _refusal(known.sentence) from error
        raise


def _is_guarded(sql: str) -> bool:
    if sql.startswith("SELECT") or _is_lifted.get():
        return False
    written = WRITTEN.search(sql)
    return written is not None and written[1] not in OPEN_TABLES


def _refusal(sentence: str) -> Refused:
    return Refused("maintenance", COME_BACK_SECONDS, sentence)


def _is_read_only(error: DatabaseError) -> bool:
    return getattr(error.__cause__, "sqlstate", "") == READ_ONLY or "readonly" in str(error)
