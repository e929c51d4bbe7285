"""What can still be read of a frame that is refused: which act it was, in which room. Pure."""

import json
import re
from typing import Any, NamedTuple
from uuid import UUID

READ_MAX_CHARS = 65_536
ROOM_MAX = 2**53 - 1
# A quotation mark inside a string has a backslash before it, so no text can look like a field.
NONCE = re.compile(
    r'(?<!\\)"nonce"\s{0,8}:\s{0,8}"([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})"'
)
ROOM = re.compile(r'(?<!\\)"room"\s{0,8}:\s{0,8}(\d{1,16})(?![\d.eE])')


class Salvaged(NamedTuple):
    """What a refusal answers, as far as it can be told."""

    nonce: UUID | None = None
    room: int | None = None


NOTHING = Salvaged()


def salvaged(text: str) -> Salvaged:
    """Return the nonce and the room that stand at the top of a frame, whatever else is wrong.

    What is no JSON, or too long to be read as a whole, is searched for what looks like them.
    """
    if len(text) > READ_MAX_CHARS:
        return _found(text[:READ_MAX_CHARS])
    try:
        fields = json.loads(text)  # unlike msgspec it reads half a surrogate pair
    except (ValueError, RecursionError):
        return _found(text)
    return _given(fields) if isinstance(fields, dict) else NOTHING


def _given(fields: dict[str, Any]) -> Salvaged:
    nonce, room = fields.get("nonce"), fields.get("room")
    is_room = type(room) is int and 0 <= room <= ROOM_MAX
    return Salvaged(_uuid(nonce) if isinstance(nonce, str) else None, room if is_room else None)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _found(text: str) -> Salvaged:
    nonce, room = NONCE.search(text), ROOM.search(text)
    return _given({"nonce": nonce and nonce[1], "room": int(room[1]) if room else None})
