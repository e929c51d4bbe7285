"""What one socket says: takes its frames, hands each to one function, answers.

No channel layer and no writing to models here.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from django.conf import settings

from chat import journal
from chat.actions.messages import Outcome, Send, Stored
from chat.actions.reading import mark_read
from chat.actions.refusal import Refused
from chat.live import protocol
from chat.live.greeting import greet
from chat.live.limits import TokenBucket
from chat.live.people import Person
from chat.live.protocol import Close
from chat.live.runtime import Runtime
from chat.models import User

logger = logging.getLogger(__name__)

REFUSED_FRAMES_MAX = 100
RETRY_SECONDS = {"busy": 1.0, "unavailable": 2.0, "internal": 5.0}
COME_BACK_SECONDS = 5.0


class Leaving(Exception):
    """This socket is to be closed."""

    def __init__(self, close: Close, retry_after: float | None = None) -> None:
        super().__init__(close)
        self.close = close
        self.retry_after = retry_after


class Connection:
    """One socket of one signed-in person."""

    def __init__(
        self,
        runtime: Runtime,
        user: User,
        person: Person,
        send: Callable[[dict[str, Any]], Awaitable[None]],
    ) -> None:
        self._runtime = runtime
        self._user = user
        self._person = person
        self._send = send
        self._greeted = False
        self._frames = TokenBucket(settings.FRAMES_PER_SECOND, settings.FRAMES_BURST)
        self._refused_frames = 0
        self._answers: set[asyncio.Task[None]] = set()

    async def send(self, frame: str) -> None:
        """Send one frame to the client."""
        await self._send({"type": "websocket.send", "text": frame})

    async def run(self, receive: Callable[[], Awaitable[dict[str, Any]]]) -> None:
        """Read frames until the client leaves. Raises Leaving when it has to."""
        try:
            async with asyncio.timeout(settings.HELLO_SECONDS) as deadline:
                while (event := await receive())["type"] == "websocket.receive":
                    await self._take(event)
                    if self._greeted:
                        deadline.reschedule(None)
        except TimeoutError:
            raise Leaving(Close.HELLO_TIMEOUT) from None

    # --- One frame --------------------------------------------------------------------------

    async def _take(self, event: dict[str, Any]) -> None:
        if settings.RATE_LIMITS and (wait := self._frames.wait()):
            return await self._refuse_flood(wait)
        self._refused_frames = 0
        try:
            await self._handle(_frame_in(event))
        except protocol.BadFrame as bad:
            await self.send(protocol.error(bad.code, nonce=bad.nonce, detail=bad.detail))

    async def _refuse_flood(self, wait: float) -> None:
        self._refused_frames += 1
        if self._refused_frames > REFUSED_FRAMES_MAX:
            raise Leaving(Close.FLOODING, COME_BACK_SECONDS)
        await self.send(protocol.error("flooding", retry_after=wait))

    async def _handle(self, frame: protocol.Frame) -> None:
        """A fault of ours in answering one frame must not cost the socket."""
        if isinstance(frame, protocol.Hello) is self._greeted:
            raise protocol.BadFrame("hello_first", "say hello once, before all else")
        room = getattr(frame, "room", None)
        nonce = getattr(frame, "nonce", None)
        try:
            await self._answer(frame)
        except Refused as refused:
            await self.send(_refusal(refused.code, room, nonce))
        except journal.UNAVAILABLE:
            await self.send(_refusal("unavailable", room, nonce))
        except Leaving:
            raise
        except Exception:
            logger.exception("A %s frame could not be answered", type(frame).__name__)
            await self.send(_refusal("internal", room, nonce))

    async def _answer(self, frame: protocol.Frame) -> None:
        match frame:
            case protocol.Hello():
                await self._hello(frame)
            case protocol.Join():
                await self._join(frame)
            case protocol.Leave():
                self._runtime.hub.unwatch(self, frame.room)
            case protocol.Post():
                await self._post(frame)
            case protocol.History():
                await self._send_history(frame)
            case protocol.Read():
                writing = self._runtime.writing
                await writing.run(mark_read, self._user.pk, frame.room, frame.seq)
            case protocol.Ping():
                await self.send(protocol.frame("pong", n=frame.n))

    # --- The frames -------------------------------------------------------------------------

    async def _hello(self, frame: protocol.Hello) -> None:
        greeting = await self._runtime.readers.run(greet, self._user, tuple(frame.rooms))
        self._greeted = True
        self._runtime.hub.add(self)
        await self.send(protocol.frame("welcome", **greeting.facts()))
        for room_id, after in frame.rooms.items():
            if room_id not in greeting.heads:
                await self.send(_refusal("not_found", room_id, None))
            elif frame.epoch not in (None, greeting.epoch):
                await self.send(protocol.resync(room_id, "epoch", greeting.heads[room_id]))
            else:
                await self._watch(room_id, after, greeting.heads[room_id])

    async def _join(self, frame: protocol.Join) -> None:
        if frame.after is None:
            head = await self._send_history(protocol.History(frame.room))
            return await self._watch(frame.room, head, head)
        heads = await self._runtime.readers.run(journal.visible_heads, self._user, [frame.room])
        if frame.room not in heads:
            raise Refused("not_found")
        await self._watch(frame.room, frame.after, heads[frame.room])

    async def _watch(self, room_id: int, after: int, head: int) -> None:
        watched = self._runtime.hub.watched_by(self)
        if room_id not in watched and len(watched) >= settings.ROOMS_PER_SOCKET:
            return await self.send(_refusal("too_many_rooms", room_id, None))
        if resync := self._runtime.hub.watch(self, room_id, after, head):
            await self.send(resync)

    async def _send_history(self, frame: protocol.History) -> int:
        page = await self._runtime.readers.run(_page, self._user, frame)
        await self.send(protocol.frame("history", **page.facts()))
        return page.head

    async def _post(self, frame: protocol.Post) -> None:
        """Hand it to the writer and read on; the ack comes when it is stored."""
        if settings.RATE_LIMITS and (wait := self._person.messages.wait()):
            return await self.send(
                protocol.error("rate_limited", nonce=frame.nonce, room=frame.room, retry_after=wait)
            )
        outcome = self._runtime.writer.submit(
            Send(frame.room, self._user.pk, frame.nonce, frame.body)
        )
        answer = asyncio.create_task(self._acknowledge(frame, outcome))
        self._answers.add(answer)
        answer.add_done_callback(self._answers.discard)

    async def _acknowledge(self, frame: protocol.Post, future: asyncio.Future[Outcome]) -> None:
        outcome = await future
        if isinstance(outcome, Stored):
            return await self.send(_ack(outcome))
        await self.send(_refusal(outcome.code, frame.room, frame.nonce))


def _frame_in(event: dict[str, Any]) -> protocol.Frame:
    text = event.get("text")
    if text is None:
        raise protocol.BadFrame("bad_frame", "frames are text")
    if len(text.encode("utf-8", "surrogatepass")) > settings.FRAME_MAX_BYTES:
        raise protocol.BadFrame("too_large", f"at most {settings.FRAME_MAX_BYTES} bytes")
    return protocol.parse(text)


def _page(user: User, frame: protocol.History) -> journal.Page:
    if frame.room not in journal.visible_heads(user, [frame.room]):
        raise Refused("not_found")
    return journal.page(frame.room, before=frame.before, after=frame.after, limit=frame.limit)


def _ack(stored: Stored) -> str:
    return protocol.frame(
        "ack",
        nonce=stored.nonce,
        room=stored.room_id,
        id=stored.id,
        seq=stored.seq,
        duplicate=stored.duplicate,
    )


def _refusal(code: str, room: int | None, nonce: UUID | None) -> str:
    return protocol.error(code, nonce=nonce, room=room, retry_after=RETRY_SECONDS.get(code))
