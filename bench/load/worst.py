"""A phase of the worst: how long does a bystander wait while one member does what costs most?"""

import asyncio
from typing import Any

from bench.load.crowd import Crowd
from bench.measure import Groups, cpu_seconds, memory, percentile
from tests.worst_member import Bystander, Place, play

REST_SECONDS = 3.0
WARM_UPS = 2
"""The server's bounded caches and its threads' heaps fill in these; a leak goes on after them."""
SLUG = "room-1"


async def worst(crowd: Crowd, groups: Groups, seconds: float) -> dict[str, Any]:
    """Play for so long, again and again; the last time is measured, those before warm up."""
    worst_place, bystander_place = (_place(crowd, number) for number in (0, 1))
    for _ in range(WARM_UPS):
        await _played(worst_place, bystander_place, seconds)
    grown, cpu = memory(groups), cpu_seconds(groups)
    bystander = await _played(worst_place, bystander_place, seconds)
    used = {name: after - cpu[name] for name, after in cpu_seconds(groups).items()}
    return {
        "seconds": seconds,
        "ack_p50": percentile(bystander.acks, 0.5),
        "ack_p99": percentile(bystander.acks, 0.99),
        "pong_p99": percentile(bystander.pongs, 0.99),
        "cpu": used,
        "memory_grown": grown,
        "memory": memory(groups),
    }


async def _played(worst_place: Place, bystander_place: Place, seconds: float) -> Bystander:
    async with Bystander(bystander_place).standing_by() as bystander:
        await play(worst_place, seconds)
    await asyncio.sleep(REST_SECONDS)
    return bystander


def _place(crowd: Crowd, number: int) -> Place:
    url = crowd.url.replace("ws", "http", 1)
    client = crowd.clients[number]
    return Place(url, client.room, SLUG, client.cookie)
