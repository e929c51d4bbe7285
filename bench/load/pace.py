"""Says things at a steady pace, and knows how late it was itself."""

import asyncio
from collections.abc import Callable

TICK_SECONDS = 0.001
YIELD_EVERY = 64


async def paced(rate: float, count: int, act: Callable[[int], None]) -> list[float]:
    """Call `act` with 0, 1, 2 … at `rate` a second; return how many seconds late each call was."""
    loop = asyncio.get_running_loop()
    start = loop.time()
    lateness = []
    for number in range(count):
        due = start + number / rate
        while (wait := due - loop.time()) > 0:
            await asyncio.sleep(max(wait, TICK_SECONDS))
        lateness.append(-wait)
        act(number)
        if number % YIELD_EVERY == 0:
            await asyncio.sleep(0)
    return lateness
