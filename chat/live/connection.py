"""One socket of one signed-in person: what it may do next, and how it is answered."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.conf import settings

from chat.live import frames
from chat.live.limits import TokenBucket
from chat.live.people import Person
from chat.live.protocol import Close
from chat.live.runtime import Runtime
from chat.live.sockets import Gone
from chat.models import User
from chat.standing import Entrance

RETRY_SECONDS = {"busy": 1.0, "unavailable": 2.0, "internal": 5.0}
TYPING_PER_SECOND = 0.5
TYPING_BURST = 4


class Leaving(Exception):
    """This socket is to be closed."""

    def __init__(self, close: Close, retry_after: float | None = None) -> None:
        super().__init__(close)
        self.close = close
        self.retry_after = retry_after


class Connection:
    """What is kept for one socket."""

    def __init__(
        self,
        runtime: Runtime,
        user: User,
        session_key: str,
        send: Callable[[dict[str, Any]], Awaitable[None]],
    ) -> None:
        self.runtime = runtime
        self.user = user
        self.user_id: int = user.pk
        self.session_key = session_key
        self.person = Person()
        self.greeted = False
        self.frames = TokenBucket(settings.FRAMES_PER_SECOND, settings.FRAMES_BURST)
        self.typing = TokenBucket(TYPING_PER_SECOND, TYPING_BURST)
        self._send = send
        self._tasks: set[asyncio.Task[None]] = set()
        self.task: asyncio.Task[Any] | None = None
        self.ended: Leaving | None = None

    async def send(self, frame: str) -> None:
        """Send one frame to the client. Raises Gone when nobody is there any more."""
        try:
            await self._send({"type": "websocket.send", "text": frame})
        except Exception as error:  # each server has its own for that
            raise Gone from error

    async def refuse(self, code: str, room: int | None = None, nonce: UUID | None = None) -> None:
        """Say that something was not done, and when it may be tried again."""
        wait = RETRY_SECONDS.get(code)
        await self.send(frames.error(code, nonce=nonce, room=room, retry_after=wait))

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Do this while the socket reads on."""
        task = asyncio.create_task(_while_there(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def watch(self, room_id: int, after: int, entrance: Entrance) -> None:
        """Tell the client what follows `after` in a room that the person may enter."""
        hub = self.runtime.hub
        watched = hub.watched_by(self)
        if room_id not in watched and len(watched) >= settings.ROOMS_PER_SOCKET:
            return await self.refuse("too_many_rooms", room_id)
        if resync := hub.watch(self, room_id, after, entrance):
            await self.send(resync)

    def leave(self, close: Close) -> None:
        """Close the socket for this reason, now, whatever it is doing."""
        self.ended = Leaving(close)
        if self.task:
            self.task.cancel()


async def _while_there(work: Coroutine[Any, Any, None]) -> None:
    with suppress(Gone):
        await work
