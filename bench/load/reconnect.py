"""A phase of everybody coming back at once, with what they have missed."""

import asyncio
from collections import Counter
from typing import Any

from bench.load.broadcast import counted, forget, since
from bench.load.crowd import Crowd, connect_at_last
from bench.load.words import body
from bench.measure import Groups, cpu_seconds, memory

CATCH_UP_SECONDS = 60.0
AWAY_SECONDS = 2.0


async def reconnect(crowd: Crowd, groups: Groups, missed: int) -> dict[str, Any]:
    """Send all but one away, say something meanwhile, and let them all come back at once."""
    await leave(crowd, missed)
    forget(crowd)
    head = crowd.clients[0].seen
    failures: Counter[str] = Counter()
    cpu, start = cpu_seconds(groups), asyncio.get_running_loop().time()
    _first, *others = crowd.addressed()
    await asyncio.gather(*(connect_at_last(*other, failures) for other in others))
    welcomed = asyncio.get_running_loop().time()
    end = await crowd.until_seen(head * len(crowd.clients), CATCH_UP_SECONDS)
    return {
        **counted(crowd),
        "sockets": len(crowd.clients) - 1,
        "missed": missed,
        "welcomed_seconds": welcomed - start,
        "seconds": max(end, welcomed) - start,
        "behind": sum(client.seen < head for client in crowd.clients),
        "failed_handshakes": dict(failures),
        "cpu": since(cpu, cpu_seconds(groups)),
        "memory": memory(groups),
    }


async def leave(crowd: Crowd, missed: int) -> None:
    """Close all sockets but the first, which then says what the others miss."""
    first, *others = crowd.clients
    for client in others:
        client.leave()
    await asyncio.sleep(AWAY_SECONDS)
    wanted = first.seen + missed
    for number in range(missed):
        first.say(body(number))
    while first.seen < wanted:
        await asyncio.sleep(0.05)
