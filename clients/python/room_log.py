"""What a client knows of one room: its cursor and its messages. No Django."""

from typing import Any

Frame = dict[str, Any]
Message = dict[str, Any]


class RoomLog:
    """Holds every message of a room after `since`, each in its newest state.

    Without `since` it begins with the room's newest page. `cursor` is the number up to which the
    room is known; None before the first page and after a `resync`.
    """

    def __init__(self, room: int, since: int | None = None) -> None:
        self.room = room
        self.since = since
        self.cursor = since
        self.messages: dict[int, Message] = {}
        self.awaited = False
        self._quiet = False

    def join(self) -> Frame:
        """Return the frame that asks for what follows, or for the newest page."""
        self.awaited = True
        place = {} if self.cursor is None else {"after": self.cursor}
        return {"type": "join", "room": self.room, **place}

    def take_changes(self, frame: Frame) -> bool:
        """Take what follows the cursor; False when something before it was missed."""
        self._quiet = False
        if self.cursor is None or frame["after"] > self.cursor:
            return False
        self.awaited = False
        if frame["upto"] > self.cursor:
            self._keep(frame["messages"])
            self.cursor = frame["upto"]
        return True

    def take_history(self, page: Frame) -> Frame | None:
        """Take a page; return the frame that asks for the one before it when that is wanted."""
        self.awaited = False
        if self.cursor is None:
            self.cursor = page["head"]
        messages = page["messages"]
        if not messages:
            return None
        first: int = messages[0]["seq"]
        if self.since is None:
            self.since = first - 1
        newer, self.messages = self.messages, {}
        self._keep(messages)
        self._keep(newer.values())
        if not page["older"] or first <= self.since + 1:
            return None
        return {"type": "history", "room": self.room, "before": first, "limit": 100}

    def drop(self, reason: str) -> None:
        """Start over with the newest page. In another epoch, old numbers mean nothing."""
        self.cursor = None
        self.messages = {}
        if reason == "epoch":
            self.since = None

    def misses(self, head: int) -> bool:
        """Return whether a heartbeat's head shows that the last changes were lost."""
        was_quiet, self._quiet = self._quiet, True
        return was_quiet and self.cursor is not None and head > self.cursor

    def _keep(self, messages: Any) -> None:
        """A message keeps its place in the order of arrival; only a later state replaces it."""
        for message in messages:
            known = self.messages.get(message["id"])
            is_news = known is None or message["changed_seq"] > known["changed_seq"]
            if is_news and message["seq"] > (self.since or 0):
                self.messages[message["id"]] = message
