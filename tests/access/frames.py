"""Every frame that a client may send, filled in for one person and one room."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from chat.models import Message, Room

Fields = Callable[[Room, Message], dict[str, Any]]


def _act(room: Room, message: Message) -> dict[str, Any]:
    return {"room": room.pk, "nonce": str(uuid4()), "id": message.pk}


FIELDS: dict[str, Fields] = {
    "hello": lambda room, _: {"epoch": None, "rooms": {str(room.pk): 0}},
    "leave": lambda room, _: {"room": room.pk},
    "join": lambda room, _: {"room": room.pk, "after": 0},
    "join, newest page": lambda room, _: {"room": room.pk},
    "history": lambda room, _: {"room": room.pk, "before": 9},
    "history, around": lambda room, message: {"room": room.pk, "around": message.seq},
    "read": lambda room, _: {"room": room.pk, "seq": 1_000},
    "unread": lambda room, message: {"room": room.pk, "seq": message.seq},
    "typing": lambda room, _: {"room": room.pk},
    "presence": lambda room, message: {"state": "here", "people": [message.author_id]},
    "ping": lambda room, _: {"n": 1},
    "message": lambda room, _: {"room": room.pk, "nonce": str(uuid4()), "body": "hello"},
    "message, reply": lambda room, message: {
        "room": room.pk,
        "nonce": str(uuid4()),
        "body": "hello",
        "reply_to": message.pk,
    },
    "edit, own": lambda room, message: _act(room, message) | {"body": "better"},
    "edit, another's": lambda room, message: _act(room, message) | {"body": "better"},
    "react": lambda room, message: _act(room, message) | {"emoji": "🎉"},
    "unreact": lambda room, message: _act(room, message) | {"emoji": "🎉"},
    "pin": _act,
    "unpin": _act,
    "bookmark": _act,
    "unbookmark": _act,
    "delete, another's": _act,
    "delete, own": _act,
}
ANSWERS = {
    "hello": {"changes", "error"},
    "join": {"changes", "error"},
    "join, newest page": {"history", "error"},
    "history": {"history", "error"},
    "history, around": {"history", "error"},
    "read": {"read"},
    "unread": {"read"},
    "presence": {"presence"},
    "ping": {"pong"},
}
MAY_STAY_UNANSWERED = {"leave", "read", "unread", "typing"}


@dataclass(frozen=True)
class Place:
    """What the frames of one person in one room are about."""

    room: Room
    own: Message
    others: Message

    def frame(self, row: str) -> dict[str, Any]:
        """Return the frame of a line of the table."""
        kind, _, detail = row.partition(", ")
        about = self.own if detail == "own" else self.others
        return {"type": kind, **FIELDS[row](self.room, about)}
