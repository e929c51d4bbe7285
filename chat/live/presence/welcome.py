"""What a socket is told first."""

import math
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from chat.access import visibility
from chat.access.visibility import Entrance
from chat.live.wire import frames, protocol
from chat.log import journal, user_events
from chat.models import Room, User

READ_AGAIN_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Welcome:
    """Where everything stands for one person: their rooms, and the ways into those asked for."""

    user: User
    epoch: str
    people_head: int
    rooms: list[Room]
    blocked: list[int]
    bookmarked: dict[int, list[int]]
    entrances: dict[int, Entrance]
    silences: dict[int, datetime]

    def facts(self) -> dict[str, Any]:
        """Return the fields of `welcome`."""
        return {
            "protocol": protocol.VERSION,
            "epoch": self.epoch,
            "now": frames.now(),
            "people_head": self.people_head,
            "user": self.user.facts(),
            "heartbeat": settings.HEARTBEAT_SECONDS,
            "limits": {
                "body_chars": settings.BODY_MAX_CHARS,
                "frame_bytes": settings.FRAME_MAX_BYTES,
                "history_page": protocol.HISTORY_PAGE_MAX,
            },
            "rooms": [room.facts_for_member() for room in self.rooms],
            "blocked": self.blocked,
            "bookmarks": self.bookmarked,
        }


class Place:
    """What is the same for everybody who comes, read once a second at most.

    When a server has been restarted, all come at once. An epoch or a head of a moment ago only
    makes a client ask again for what it has.
    """

    def __init__(self) -> None:
        self._read_at = -math.inf
        self._read: tuple[str, int] = ("", 0)

    def facts(self) -> tuple[str, int]:
        """Return the epoch, and the last number of the log of people."""
        if time.monotonic() - self._read_at > READ_AGAIN_SECONDS:
            self._read = (journal.epoch(), user_events.people_head())
            self._read_at = time.monotonic()
        return self._read


def greet(place: Place, user: User, room_ids: Iterable[int]) -> Welcome:
    """Read where this person stands. Four queries; one or two more with direct conversations."""
    epoch, people_head = place.facts()
    entrances = visibility.entrances(user, room_ids)
    rooms = visibility.joined_rooms(user)
    return Welcome(
        user=user,
        epoch=epoch,
        people_head=people_head,
        rooms=rooms,
        blocked=visibility.blocked(user),
        bookmarked=visibility.bookmarked(user, entrances),
        entrances=entrances,
        silences=visibility.silences(rooms),
    )
