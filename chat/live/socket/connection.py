"""One socket of one signed-in person: what it may do next, and how it is answered."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID

from django.conf import settings

from chat import metrics
from chat.access.visibility import Entrance
from chat.live.presence.people import Person
from chat.live.runtime import Runtime
from chat.live.socket.connection_writer import ConnectionWriter
from chat.live.wire import frames
from chat.live.wire.frames import Frame
from chat.live.wire.protocol import Close
from chat.live.writing.limits import TokenBucket
from chat.models import User

RETRY_SECONDS = {"busy": 2.0, "unavailable": 1.0, "internal": 5.0}
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

    __slots__ = (
        "_replies",
        "_tasks",
        "_writer",
        "ended",
        "frames",
        "greeted",
        "handed_in",
        "person",
        "runtime",
        "send",
        "session_key",
        "standings_read_at",
        "task",
        "typed_in",
        "typing",
        "user",
        "user_id",
    )

    def __init__(
        self, runtime: Runtime, user: User, session_key: str, writer: ConnectionWriter
    ) -> None:
        self.runtime = runtime
        self.user = user
        self.user_id: int = user.pk
        self.session_key = session_key
        self.person = Person()
        self.greeted = False
        self.standings_read_at = 0.0
        self.handed_in = 0
        self.frames = TokenBucket(settings.FRAMES_PER_SECOND, settings.FRAMES_BURST)
        self.typing = TokenBucket(TYPING_PER_SECOND, TYPING_BURST)
        self.typed_in: int | None = None
        self.send: Callable[[Frame], None] = writer.write
        self.task: asyncio.Task[Any] | None = None
        self.ended: Leaving | None = None
        self._writer = writer
        self._replies: list[Frame] = []
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def is_busy(self) -> bool:
        """Whether something that it sent is being read, or is not yet answered."""
        return bool(self.handed_in or self._tasks or self.person.turn.locked())

    @property
    def full(self) -> bool:
        """Whether so much waits for the client that it has to be spared."""
        return self._writer.full

    async def drained(self) -> None:
        """Return once nothing waits for the client any more."""
        await self._writer.drained()

    def reply(self, frame: Frame) -> None:
        """Send one of several answers that are ready in the same moment, all of them together."""
        if not self._replies:
            asyncio.get_running_loop().call_soon(self._send_replies)
        self._replies.append(frame)

    def _send_replies(self) -> None:
        replies, self._replies = self._replies, []
        self._writer.write_all(replies)

    def refuse(
        self,
        code: str,
        room: int | None = None,
        nonce: UUID | None = None,
        retry_after: float | None = None,
        detail: str = "",
    ) -> None:
        """Say that something was not done, and when it may be tried again."""
        metrics.errors.labels(code).inc()
        wait = RETRY_SECONDS.get(code, retry_after)
        about = detail or None
        self.send(frames.error(code, nonce=nonce, room=room, retry_after=wait, detail=about))

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Do this while the socket reads on."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def watch(self, room_id: int, after: int, entrance: Entrance) -> None:
        """Tell the client what follows `after` in a room that the person may enter."""
        if not self.may_watch(room_id):
            return self.refuse("too_many_rooms", room_id)
        if resync := self.runtime.hub.watch(self, room_id, after, entrance):
            self.send(resync)

    def may_watch(self, room_id: int) -> bool:
        """Whether this socket has a place for the room."""
        watched = self.runtime.hub.watched_by(self)
        return room_id in watched or len(watched) < settings.ROOMS_PER_SOCKET

    def leave(self, close: Close, retry_after: float | None = None) -> None:
        """Close the socket for this reason, now, whatever it is doing."""
        self.ended = Leaving(close, retry_after)
        if self.task:
            self.task.cancel()
