"""A phase of silence: what do sockets cost that nobody speaks on?"""

import asyncio
from typing import Any

from bench.load.broadcast import since
from bench.load.crowd import Crowd
from bench.measure import Groups, cpu_seconds, memory

SETTLE_SECONDS = 3.0


async def rest(crowd: Crowd, groups: Groups, seconds: float) -> dict[str, Any]:
    """Wait until the opening is digested, then say nothing for a while."""
    await asyncio.sleep(SETTLE_SECONDS)
    cpu = cpu_seconds(groups)
    await asyncio.sleep(seconds)
    return {
        "sockets": len(crowd.clients),
        "seconds": seconds,
        "cpu": since(cpu, cpu_seconds(groups)),
        "memory": memory(groups),
        "lost_sockets": crowd.tally.lost_sockets,
    }
