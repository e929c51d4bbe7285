"""The statements that every message needs, written out once for both databases.

Django's compiler builds a statement anew for each call, which was three quarters of the time that a
message took on its way to the disk (docs/decisions.md). Only the journal and the posting of
messages use these.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections

from chat.models import HeldMessage, Membership, Message, RoomHead
from chat.models.queries import Prepared

Key = tuple[int, int, UUID]
"""Room, author and nonce, which name a message for ever."""

HEADS = RoomHead._meta.db_table
HELD = HeldMessage._meta.db_table
MEMBERSHIPS = Membership._meta.db_table
MESSAGES = Message._meta.db_table

# All but the id, which the database gives, and what is only known once a message has changed.
UNSET = (
    *("id", "text_seq", "edited_at", "deleted_at"),
    *("hidden_at", "purged_at", "pinned_at", "pinned_by"),
)
FIELDS = [field for field in Message._meta.concrete_fields if field.name not in UNSET]
ATTRIBUTES = [field.attname for field in FIELDS]
COLUMNS = ", ".join(str(field.column) for field in FIELDS)
PREPARED = [
    (place, field)
    for place, field in enumerate(FIELDS)
    if field.get_internal_type() in ("UUIDField", "JSONField", "DateTimeField")
]


RENUMBERED_AT_ONCE = 500

_members = Prepared[Membership](
    lambda room_ids, user_ids: Membership.objects.with_voice().filter(
        room__in=room_ids, user__in=user_ids, user__is_active=True
    )
)


def members(room_ids: Collection[int], user_ids: Collection[int]) -> list[Membership]:
    """Return the memberships of these people in these rooms, each as `with_voice` completes it.

    Only of people whose account is open.
    """
    return _members(room_ids, user_ids) if room_ids and user_ids else []


def lock_heads(room_ids: Collection[int], among: Collection[int] | None) -> list[tuple[int, int]]:
    """Return (room, last number) of these rooms in order, locked to the end of the transaction.

    `among`: only rooms that one of these people is a member of.
    """
    if not room_ids or (among is not None and not among):
        return []
    statement = f"SELECT room_id, seq FROM {HEADS} AS head WHERE room_id IN ({_marks(room_ids)})"
    values = [*room_ids]
    if among is not None:
        statement += (
            f" AND EXISTS (SELECT 1 FROM {MEMBERSHIPS} AS mine"
            f" WHERE mine.room_id = head.room_id AND mine.user_id IN ({_marks(among)}))"
        )
        values += among
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    return _rows(f"{statement} ORDER BY room_id{lock}", values)


def advance_heads(heads: Iterable[tuple[int, int]]) -> None:
    """Store (room, last number) for each of these rooms, whose heads are locked."""
    with connection.cursor() as cursor:
        for room_id, seq in heads:
            cursor.execute(f"UPDATE {HEADS} SET seq = %s WHERE room_id = %s", [seq, room_id])


def renumber(messages: Sequence[Message]) -> None:
    """Store the numbers of the last change of these messages in one statement for many of them."""
    for start in range(0, len(messages), RENUMBERED_AT_ONCE):
        some = messages[start : start + RENUMBERED_AT_ONCE]
        given = _values_of(len(some), "bigint", "bigint")
        statement = (
            f"WITH given (id, seq) AS ({given}) UPDATE {MESSAGES}"
            f" SET changed_seq = given.seq FROM given WHERE {MESSAGES}.id = given.id"
        )
        values = [value for message in some for value in (message.pk, message.changed_seq)]
        with connection.cursor() as cursor:
            cursor.execute(statement, values)


def under(keys: Sequence[Key]) -> tuple[list[int], list[int]]:
    """Return the ids of the messages, and of the held messages, that have these keys."""
    found: tuple[list[int], list[int]] = ([], [])
    if not keys:
        return found
    given = _values_of(len(keys), "bigint", "bigint", "uuid")
    statement = f"WITH given (room_id, author_id, nonce) AS ({given}) " + " UNION ALL ".join(
        f"SELECT {place}, {table}.id FROM given JOIN {table} USING (room_id, author_id, nonce)"
        for place, table in enumerate((MESSAGES, HELD))
    )
    database = connections[DEFAULT_DB_ALIAS]
    prepare = Message._meta.get_field("nonce").get_db_prep_value
    values: list[Any] = []
    for room_id, author_id, nonce in keys:
        values += (room_id, author_id, prepare(nonce, database))
    for place, pk in _rows(statement, values):
        found[place].append(pk)
    return found


def insert(messages: Sequence[Message]) -> None:
    """Store new messages in one statement and give them their ids."""
    if not messages:
        return
    database = connections[DEFAULT_DB_ALIAS]
    values: list[Any] = []
    for message in messages:
        values += _values(message, database)
    given = ", ".join([f"({', '.join(['%s'] * len(FIELDS))})"] * len(messages))
    statement = f"INSERT INTO {MESSAGES} ({COLUMNS}) VALUES {given} RETURNING id, room_id, seq"
    ids = {(room_id, seq): pk for pk, room_id, seq in _rows(statement, values)}
    for message in messages:
        message.pk = ids[message.room_id, message.seq]
        message._state.adding = False
        message._state.db = DEFAULT_DB_ALIAS


def _values(message: Message, database: Any) -> list[Any]:
    stored = message.__dict__
    values = [stored[attribute] for attribute in ATTRIBUTES]
    for place, field in PREPARED:
        values[place] = field.get_db_prep_save(values[place], database)
    return values


def _rows(statement: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _values_of(rows: int, *types: str) -> str:
    """So many rows as a table; PostgreSQL has to be told what is in it."""
    is_typed = connection.vendor == "postgresql"
    marks = [f"%s::{kind}" if is_typed else "%s" for kind in types]
    return "VALUES " + ", ".join([f"({', '.join(marks)})"] * rows)


def _marks(values: Collection[Any]) -> str:
    return ", ".join(["%s"] * len(values))
