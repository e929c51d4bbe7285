"""The reference client for Hiroba's socket, in Python: docs/protocol.md. No Django.

`link.py` keeps the socket open, `room_log.py` builds a room's state from its frames, `outbox.py`
sends until the server acknowledges; the client passes each frame to the right one.
"""

import asyncio
from collections.abc import Coroutine, Iterable
from contextlib import suppress
from typing import Any, Self
from uuid import UUID

from websockets.exceptions import ConnectionClosed

from clients.python.link import Link, Unwelcome
from clients.python.outbox import Outbox, PostRefused
from clients.python.room_log import Frame, RoomLog

__all__ = ["Client", "PostRefused", "RoomLog", "Unwelcome"]


class Client:
    """One person who watches rooms and posts; connected within `async with Client(…) as client:`.

    The logs in `rooms` stay up to date across reconnections.
    """

    def __init__(self, url: str, cookie: str, rooms: Iterable[RoomLog] = ()) -> None:
        self.rooms = {log.room: log for log in rooms}
        self._link = Link(url, cookie, self._hello, self._take, self._lost)
        self._outbox = Outbox(self._link)
        self._epoch: str | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        """Begin to connect."""
        self._start(self._link.stay())
        return self

    async def __aexit__(self, *error: object) -> None:
        """Close the socket."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def ready(self) -> None:
        """Wait until the server has welcomed us. Raises Unwelcome."""
        await self._link.ready()

    async def post(self, room: int, nonce: UUID, body: str) -> Frame:
        """Post a message and return its `ack`, across any number of reconnections.

        Raises PostRefused or Unwelcome.
        """
        return await self._outbox.post(
            {"type": "message", "room": room, "nonce": str(nonce), "body": body}
        )

    def _lost(self) -> None:
        self._outbox.lost()

    # --- The frames -------------------------------------------------------------------------

    def _hello(self) -> Frame:
        known = [log for log in self.rooms.values() if log.cursor is not None]
        cursors = {str(log.room): log.cursor for log in known}
        return {"type": "hello", "epoch": self._epoch, "rooms": cursors}

    async def _take(self, frame: Frame) -> None:
        match frame["type"]:
            case "welcome":
                await self._welcome(frame)
            case "changes":
                await self._changes(frame)
            case "history":
                await self._history(frame)
            case "resync":
                await self._resync(frame)
            case "heartbeat":
                await self._heartbeat(frame)
            case "ack":
                self._outbox.take(frame)
            case "error":
                self._error(frame)

    async def _welcome(self, frame: Frame) -> None:
        """`hello` has named the rooms with a cursor; this joins the others."""
        self._epoch = frame["epoch"]
        for log in self.rooms.values():
            log.awaited = False
            if log.cursor is None:
                await self._link.send(log.join())

    async def _changes(self, frame: Frame) -> None:
        log = self.rooms.get(frame["room"])
        if log and not log.take_changes(frame) and not log.awaited:
            await self._link.send(log.join())

    async def _history(self, frame: Frame) -> None:
        log = self.rooms.get(frame["room"])
        if log and (older := log.take_history(frame)):
            await self._link.send(older)

    async def _resync(self, frame: Frame) -> None:
        if log := self.rooms.get(frame["room"]):
            log.drop(frame["reason"])
            await self._link.send(log.join())

    async def _heartbeat(self, frame: Frame) -> None:
        for room, head in frame["heads"].items():
            log = self.rooms.get(int(room))
            if log and log.misses(head):
                await self._link.send(log.join())

    def _error(self, frame: Frame) -> None:
        """An error without a nonce refuses a `join`, or a frame that came too fast."""
        if self._outbox.take(frame):
            return
        if "retry_after" in frame:
            self._start(self._join_later(frame["retry_after"]))
        else:
            self.rooms.pop(frame.get("room", 0), None)

    async def _join_later(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        with suppress(ConnectionClosed):
            for log in tuple(self.rooms.values()):
                if log.awaited:
                    await self._link.send(log.join())

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
