"""Lines of a log: bytes to texts, and texts to what somebody said or did, or a reason why not."""

import re
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


# A colour of mIRC takes its numbers along: ^C4,12.
COLOUR = re.compile(r"\x03(?:\d{1,2}(?:,\d{1,2})?)?")
CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]")


def lines_of(content: bytes) -> list[str]:
    """Return the file's lines without their ends.

    Only line feeds end a line: what Unicode takes for an end may stand inside a message.
    """
    lines = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    return [decode(line.removesuffix(b"\r")) for line in (lines if lines[-1] else lines[:-1])]


def decode(line: bytes) -> str:
    """Return a line of UTF-8, or of what people in the West wrote before it."""
    for encoding in ("utf-8", "cp1252"):
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1")


def clean(text: str) -> str:
    """Return the text without control characters (colours, bold, U+0000), except tabs."""
    return CONTROLS.sub("", COLOUR.sub("", text))
