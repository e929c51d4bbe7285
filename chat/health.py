"""Whether this process is well, as far as it can tell without asking anybody else."""

import asyncio

from chat import metrics

TICK_SECONDS = 0.25


class EventLoop:
    """How late the event loop is; the worst of the last moments, fading by half each tick."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._watched: asyncio.AbstractEventLoop | None = None

    def watch(self) -> None:
        """Begin to look at the running loop; nothing happens when that has begun already."""
        loop = asyncio.get_running_loop()
        if self._watched is not loop:
            self._watched = loop
            self._wait(loop)

    def _wait(self, loop: asyncio.AbstractEventLoop) -> None:
        loop.call_later(TICK_SECONDS, self._tick, loop, loop.time() + TICK_SECONDS)

    def _tick(self, loop: asyncio.AbstractEventLoop, expected: float) -> None:
        self.seconds = max(loop.time() - expected, self.seconds / 2)
        metrics.loop_seconds.set(self.seconds)
        if self._watched is loop:
            self._wait(loop)


class Draining:
    """Whether this process sends its people elsewhere, because it is about to end."""

    def __init__(self) -> None:
        self.begun = False

    def begin(self) -> None:
        """From now on, nobody shall be sent here."""
        self.begun = True


event_loop = EventLoop()
draining = Draining()
