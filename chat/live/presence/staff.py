"""Tells the pages of the staff that what waits for a moderator has changed."""

import asyncio

from chat.live.fanout.sockets import send_to_those_who_keep_up
from chat.live.presence.people import People
from chat.live.wire import frames

CALM_SECONDS = 1.0
"""What changes within this time is told once: a sweep may close a thousand cases."""


class Staff:
    """One per process. How much waits differs from one moderator to the next: each page asks."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._something = asyncio.Event()

    def told(self) -> None:
        """Hear that more, or less, waits."""
        self._something.set()

    async def tell_for_ever(self) -> None:
        """Tell the sockets of the staff, once for many changes, until cancelled."""
        while True:
            await self._something.wait()
            self._something.clear()
            sockets = [one for one in self._people.everybody() if one.user.is_staff]
            await send_to_those_who_keep_up(sockets, frames.frame("waiting"))
            await asyncio.sleep(CALM_SECONDS)
