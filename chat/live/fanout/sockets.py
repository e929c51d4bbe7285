"""What the parts of the live edge need of an open socket: whose it is, and a way to send."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Protocol

from chat.live.wire.frames import Frame
from chat.live.wire.protocol import Close
from chat.models import User

YIELD_EVERY_SOCKETS = 200


class Socket(Protocol):
    """An open connection of one person.

    `typed_in`: the room in which they have last said that they are writing.
    """

    user: User
    user_id: int
    session_key: str
    standings_read_at: float
    """The moment of `time.monotonic` at which the newest list of rooms was read that it is told."""
    typed_in: int | None

    @property
    def send(self) -> Callable[[Frame], None]:
        """Hands one frame over, at once; what is sent to somebody who is gone goes nowhere."""

    def leave(self, close: Close, retry_after: float | None = None) -> None:
        """Close it for this reason; `retry_after` in seconds."""

    @property
    def is_busy(self) -> bool:
        """Whether something that it sent is not yet answered."""

    @property
    def full(self) -> bool:
        """Whether so much waits for the client that it has to be spared."""

    async def drained(self) -> None:
        """Return once nothing waits for the client any more."""


async def send_to_all(sockets: Iterable[Socket], frame: Frame) -> None:
    """Send one frame to each of these sockets."""
    for number, socket in enumerate(tuple(sockets), 1):
        socket.send(frame)
        if number % YIELD_EVERY_SOCKETS == 0:
            await asyncio.sleep(0)


async def send_to_those_who_keep_up(sockets: Iterable[Socket], frame: Frame) -> None:
    """Send one frame that nobody misses for long: whoever is behind already is spared it."""
    await send_to_all([socket for socket in sockets if not socket.full], frame)
