"""What one serving process keeps: its doorbell, hub and writer, started with its event loop."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from django.conf import settings

from chat.doorbell import Doorbell
from chat.live.hub import Hub
from chat.live.lanes import Lane
from chat.live.people import People
from chat.live.writer import Writer

READERS = 4

_running: dict[asyncio.AbstractEventLoop, "Runtime"] = {}


class Runtime:
    """The parts that the sockets of one event loop share."""

    def __init__(self) -> None:
        self.readers = Lane("read", READERS)
        self.writing = Lane("write", 1)
        self.people = People()
        self.hub = Hub(self.readers, lambda: self.doorbell.healthy)
        self.doorbell = Doorbell(self.hub.told)
        self.writer = Writer(self.writing, settings.WRITER_QUEUE)
        self._tasks = [
            _started(self.doorbell.run()),
            _started(self.writer.run()),
            _started(self.hub.poll_for_ever()),
            _started(self.hub.heartbeat_for_ever(settings.HEARTBEAT_SECONDS)),
        ]

    async def stop(self) -> None:
        """End what runs and close the database connections."""
        _running.pop(asyncio.get_running_loop(), None)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.to_thread(self.readers.close)
        await asyncio.to_thread(self.writing.close)


def current() -> Runtime:
    """Return the runtime of the running event loop, started on first use."""
    loop = asyncio.get_running_loop()
    if loop not in _running:
        _running[loop] = Runtime()
    return _running[loop]


class WithRuntime:
    """An ASGI application whose process hears the doorbell from its first request on.

    Without it a process that has served only pages would not ring for what they changed.
    """

    def __init__(self, application: Any) -> None:
        self._application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Start the runtime if need be, and hand over."""
        current()
        await self._application(scope, receive, send)


def _started(coroutine: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    return asyncio.create_task(coroutine)
