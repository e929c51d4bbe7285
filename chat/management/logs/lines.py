"""What a line of a log becomes: something that somebody said or did, or a reason why not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from chat.models.messages.message import Kind


@dataclass(frozen=True, slots=True)
class Line:
    """What one person said or did. `at` is None where the log has no times."""

    number: int
    kind: Kind
    nick: str
    body: str
    at: datetime | None

    @property
    def nicks(self) -> tuple[str, ...]:
        """Whom the line is about: who spoke, and under which name they go on."""
        return (self.nick, self.body) if self.kind == Kind.NICK_CHANGED else (self.nick,)


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that is no message, and why."""

    number: int
    reason: str
    text: str


class UnreadableLog(Exception):
    """The file as a whole cannot be read."""


Reader = Callable[[Path, Sequence[str], date | None], list[Line | Unread]]
