"""How often commits and frames may follow each other: what comes in between shares the next one.

The first after a while is not kept waiting. Each costs much the same however much it carries.
"""

import asyncio

STEP_SECONDS = 0.01


class Pace:
    """Steps of one kind, none of which begins sooner than `STEP_SECONDS` after the one before."""

    __slots__ = ("_last",)

    def __init__(self) -> None:
        self._last = 0.0

    async def next(self) -> None:
        """Return when the next step may begin."""
        loop = asyncio.get_running_loop()
        wait = self._last + STEP_SECONDS - loop.time()
        if wait > 0:
            await asyncio.sleep(wait)
        self._last = loop.time()
