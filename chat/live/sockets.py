"""What the parts of the live edge need of an open socket: whose it is, and a way to send."""

import asyncio
import logging
from collections.abc import Iterable
from typing import Protocol

from chat.live.protocol import Close

logger = logging.getLogger(__name__)

YIELD_EVERY_SOCKETS = 200


class Gone(Exception):
    """The client went away while it was being answered, which is no fault."""


class Socket(Protocol):
    """An open connection of one person."""

    @property
    def user_id(self) -> int:
        """Whose it is."""

    @property
    def session_key(self) -> str:
        """Of the session that it was opened in."""

    def leave(self, close: Close) -> None:
        """Close it for this reason."""

    async def send(self, frame: str) -> None:
        """Send one frame. Raises Gone when nobody is there any more."""


async def sent(socket: Socket, frame: str) -> bool:
    """Send one frame and return whether that worked."""
    try:
        await socket.send(frame)
    except Gone as gone:
        logger.debug("A socket is gone: %r", gone.__cause__)
        return False
    return True


async def send_to_all(sockets: Iterable[Socket], frame: str) -> None:
    """Send one frame to each of these sockets; those that are gone are left to their own end."""
    for number, socket in enumerate(tuple(sockets), 1):
        await sent(socket, frame)
        if number % YIELD_EVERY_SOCKETS == 0:
            await asyncio.sleep(0)
