"""A phase of listening to a server that only sends: how much can the generator itself count?"""

import asyncio
import time
from typing import Any

from bench.load.crowd import Crowd
from bench.measure import Groups

GIVE_UP_SECONDS = 60.0


async def flood(crowd: Crowd, _groups: Groups, frames: int) -> dict[str, Any]:
    """Ask for `frames` on every socket, twice, and count those of the second time."""
    await asked(crowd, frames)
    return await asked(crowd, frames)


async def asked(crowd: Crowd, frames: int) -> dict[str, Any]:
    """Let every socket ask once, and count until all that was asked for has come."""
    before, cpu = crowd.seen, time.process_time()
    start = asyncio.get_running_loop().time()
    for client in crowd.clients:
        client.say("go")
    end = await crowd.until_seen(before + frames * len(crowd.clients), GIVE_UP_SECONDS)
    return {
        "delivered": crowd.seen - before,
        "seconds": end - start,
        "generator_cpu": time.process_time() - cpu,
    }
