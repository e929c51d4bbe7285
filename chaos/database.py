"""Reads what is stored, past all proxies and past Hiroba itself."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import psycopg

from chaos.history import Row

MESSAGES = """
    SELECT id, room_id, seq, changed_seq, kind, author_id, subject_id, nonce, body, deleted_at
    FROM chat_message WHERE room_id IN ({rooms}) ORDER BY id
"""
HEADS = "SELECT room_id, seq FROM chat_roomhead WHERE room_id IN ({rooms})"
CONNECT_SECONDS = 3


def query(place: str | Path, sql: str) -> list[tuple[Any, ...]]:
    """Run one statement on a PostgreSQL (URL) or on a SQLite file (path)."""
    if isinstance(place, Path):
        connection = sqlite3.connect(place, timeout=CONNECT_SECONDS)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()
    with psycopg.connect(place, connect_timeout=CONNECT_SECONDS, autocommit=True) as server:
        found = server.execute(sql.encode())
        return found.fetchall() if found.description else []


def heads(place: str | Path, rooms: Iterable[int]) -> dict[int, int]:
    """Return the last number of each of these rooms, as it is now."""
    return dict(query(place, HEADS.format(rooms=_listed(rooms))))


def rows(place: str | Path, rooms: Iterable[int]) -> list[Row]:
    """Return every message of these rooms."""
    found = query(place, MESSAGES.format(rooms=_listed(rooms)))
    return [_row(*fields) for fields in found]


def _row(*fields: Any) -> Row:
    """The two databases have their own ways of keeping a nonce and a moment."""
    *told, nonce, body, deleted_at = fields
    row: list[Any] = [*told, str(UUID(str(nonce))), body, deleted_at is not None]
    return msgspec.convert(row, Row)


def _listed(rooms: Iterable[int]) -> str:
    return ", ".join(str(room) for room in rooms)
