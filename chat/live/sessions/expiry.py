"""Closes the sockets of sessions that ended without a word.

Signing out, and whatever else ends sessions here, writes a notice (user_events.py). Nothing writes
one when a session expires, when a command changes a password, or when rows are deleted in the
database. Expiry is asked for once a second, for all sockets in one query; everything else by
looking at each socket in turn. So there are no timers, and the work of a second has a bound.
"""

import asyncio
import logging
from collections.abc import Collection, Iterable
from datetime import datetime

from django.utils import timezone

from chat.live.database_threads import DatabaseThreads
from chat.live.fanout.sockets import Socket
from chat.live.presence.people import People
from chat.live.sessions.authentication import Claim, ended_among, expired_between
from chat.live.wire.protocol import Close
from chat.log import journal

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
TURNS = 30
"""In so many looks every socket has its turn."""
AT_ONCE = 200


class Sessions:
    """One per process."""

    def __init__(self, threads: DatabaseThreads, people: People) -> None:
        self._threads = threads
        self._people = people
        self._looked: datetime = timezone.now()

    async def run(self) -> None:
        """Look once a second, until cancelled."""
        while True:
            everybody = self._people.everybody()
            for turn in range(TURNS):
                await asyncio.sleep(LOOK_SECONDS)
                try:
                    await self._close_expired()
                    await self.close_ended(everybody[turn::TURNS])
                except journal.UNAVAILABLE:
                    logger.warning("The sessions cannot be read: the database is away")

    async def close_ended(
        self, sockets: Iterable[Socket], why: Close = Close.NOT_SIGNED_IN
    ) -> None:
        """Close those of these sockets whose session has ended."""
        looked_at = tuple(sockets)
        for start in range(0, len(looked_at), AT_ONCE):
            some = looked_at[start : start + AT_ONCE]
            claims = {Claim(socket.user_id, socket.session_key) for socket in some}
            ended = await self._threads.run(ended_among, claims)
            _close([one for one in some if (one.user_id, one.session_key) in ended], why)

    async def _close_expired(self) -> None:
        """From where the last look succeeded, so that none is lost while the database is away."""
        now = timezone.now()
        expired = await self._threads.run(expired_between, self._looked, now)
        self._looked = now
        if expired:
            everybody = self._people.everybody()
            _close([one for one in everybody if one.session_key in expired], Close.NOT_SIGNED_IN)


def _close(sockets: Collection[Socket], why: Close) -> None:
    for socket in sockets:
        socket.leave(why)
