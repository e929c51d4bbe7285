"""What a socket is told first."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from chat import journal
from chat.live import protocol
from chat.models import Room, User


@dataclass(frozen=True, slots=True)
class Greeting:
    """Where everything stands for one person: their rooms, and the heads of those asked for."""

    user: User
    epoch: str
    rooms: list[Room]
    heads: dict[int, int]

    def facts(self) -> dict[str, Any]:
        """Return the fields of `welcome`."""
        return {
            "protocol": protocol.VERSION,
            "epoch": self.epoch,
            "user": {
                "id": self.user.pk,
                "username": self.user.username,
                "name": self.user.shown_name,
            },
            "heartbeat": settings.HEARTBEAT_SECONDS,
            "limits": {
                "body_chars": settings.BODY_MAX_CHARS,
                "frame_bytes": settings.FRAME_MAX_BYTES,
                "history_page": protocol.HISTORY_PAGE_MAX,
            },
            "rooms": [room.standing() for room in self.rooms],
        }


def greet(user: User, room_ids: Iterable[int]) -> Greeting:
    """Read where this person stands. Three queries."""
    return Greeting(
        user=user,
        epoch=journal.epoch(),
        rooms=journal.joined_rooms(user),
        heads=journal.visible_heads(user, room_ids),
    )
