"""The statements that every message needs, written out once for both databases.

Django's compiler builds a statement anew for each call, which was three quarters of the time that a
message took on its way to the disk (docs/decisions.md). Only the journal uses these.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from chat.models import Membership, Message, RoomHead

Key = tuple[int, int, UUID]
"""Room, author and nonce, which name a message for ever."""

HEADS = RoomHead._meta.db_table
MEMBERSHIPS = Membership._meta.db_table
MESSAGES = Message._meta.db_table

# All but the id, which the database gives, and what is only known once a message has changed.
UNSET = ("id", "edited_at", "deleted_at", "pinned_at", "pinned_by")
FIELDS = [field for field in Message._meta.concrete_fields if field.name not in UNSET]
ATTRIBUTES = [field.attname for field in FIELDS]
COLUMNS = ", ".join(str(field.column) for field in FIELDS)
PREPARED = [
    (place, field)
    for place, field in enumerate(FIELDS)
    if field.get_internal_type() in ("UUIDField", "JSONField", "DateTimeField")
]


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


def known(keys: Sequence[Key]) -> list[int]:
    """Return the ids of the messages that stand under these keys already."""
    if not keys:
        return []
    given = ", ".join(["(%s, %s, %s)"] * len(keys))
    if connection.vendor == "postgresql":
        given = given.replace("%s, %s, %s", "%s::bigint, %s::bigint, %s::uuid")
    statement = (
        f"WITH given (room_id, author_id, nonce) AS (VALUES {given}) SELECT message.id FROM given"
        f" JOIN {MESSAGES} AS message USING (room_id, author_id, nonce)"
    )
    prepare = Message._meta.get_field("nonce").get_db_prep_value
    values: list[Any] = []
    for room_id, author_id, nonce in keys:
        values += (room_id, author_id, prepare(nonce, connection))
    return [row[0] for row in _rows(statement, values)]


def insert(messages: Sequence[Message]) -> None:
    """Store new messages in one statement and give them their ids."""
    if not messages:
        return
    values: list[Any] = []
    for message in messages:
        values += _values(message)
    given = ", ".join([f"({', '.join(['%s'] * len(FIELDS))})"] * len(messages))
    statement = f"INSERT INTO {MESSAGES} ({COLUMNS}) VALUES {given} RETURNING id, room_id, seq"
    ids = {(room_id, seq): pk for pk, room_id, seq in _rows(statement, values)}
    for message in messages:
        message.pk = ids[message.room_id, message.seq]
        message._state.adding = False
        message._state.db = connection.alias


def _values(message: Message) -> list[Any]:
    stored = message.__dict__
    values = [stored[attribute] for attribute in ATTRIBUTES]
    for place, field in PREPARED:
        values[place] = field.get_db_prep_save(values[place], connection)
    return values


def _rows(statement: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _marks(values: Collection[Any]) -> str:
    return ", ".join(["%s"] * len(values))
