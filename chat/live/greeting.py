"""What a socket is told first."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from chat import journal, notices, standing
from chat.live import protocol
from chat.models import Room, User
from chat.standing import Entrance


@dataclass(frozen=True, slots=True)
class Greeting:
    """Where everything stands for one person: their rooms, and the ways into those asked for."""

    user: User
    epoch: str
    people_head: int
    rooms: list[Room]
    entrances: dict[int, Entrance]

    def facts(self) -> dict[str, Any]:
        """Return the fields of `welcome`."""
        return {
            "protocol": protocol.VERSION,
            "epoch": self.epoch,
            "people_head": self.people_head,
            "user": self.user.facts(),
            "heartbeat": settings.HEARTBEAT_SECONDS,
            "limits": {
                "body_chars": settings.BODY_MAX_CHARS,
                "frame_bytes": settings.FRAME_MAX_BYTES,
                "history_page": protocol.HISTORY_PAGE_MAX,
            },
            "rooms": [room.standing() for room in self.rooms],
        }


def greet(user: User, room_ids: Iterable[int]) -> Greeting:
    """Read where this person stands. Four queries; one or two more with direct conversations."""
    return Greeting(
        user=user,
        epoch=journal.epoch(),
        people_head=notices.people_head(),
        rooms=standing.joined_rooms(user),
        entrances=standing.entrances(user, room_ids),
    )
