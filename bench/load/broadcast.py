"""A phase of talk: members say things in turns at a rate, and every socket is to be given all."""

import asyncio
import time
from collections import Counter
from typing import Any

from bench.load.crowd import Crowd
from bench.load.pace import paced
from bench.load.words import body
from bench.measure import Groups, cpu_seconds, memory, percentile

WARM_UP_SECONDS = 1.5
DRAIN_FACTOR = 2.0
DRAIN_SECONDS = 3.0


async def broadcast(crowd: Crowd, groups: Groups, rate: float, seconds: float) -> dict[str, Any]:
    """Warm up, talk, wait for the last delivery, and return what it took."""
    await warm_up(crowd, rate)
    forget(crowd)
    cpu, own = cpu_seconds(groups), time.process_time()
    talked = await talk(crowd, rate, seconds)
    return {
        **talked,
        "rate": rate,
        "cpu": since(cpu, cpu_seconds(groups)),
        "generator_cpu": time.process_time() - own,
        "memory": memory(groups),
        **counted(crowd),
    }


async def warm_up(crowd: Crowd, rate: float) -> None:
    """Talk without counting, once what an overloaded server still owes has come."""
    await crowd.until_quiet()
    await talk(crowd, rate, WARM_UP_SECONDS)
    await crowd.until_quiet()


async def talk(crowd: Crowd, rate: float, seconds: float) -> dict[str, Any]:
    """Let everybody speak in turns, and wait until all have seen it or the server is given up."""
    loop = asyncio.get_running_loop()
    count = max(1, round(rate * seconds))
    speakers = [crowd.clients[number % len(crowd.clients)] for number in range(count)]
    audience = Counter(client.room for client in crowd.clients)
    expected = sum(audience[speaker.room] for speaker in speakers)
    before, start = crowd.seen, loop.time()
    late = await paced(rate, count, lambda number: speakers[number].say(body(number)))
    end = await crowd.until_seen(before + expected, DRAIN_FACTOR * seconds + DRAIN_SECONDS)
    delivered = crowd.seen - before
    crowd.owed = expected - delivered
    return {
        "sent": count,
        "expected": expected,
        "delivered": delivered,
        "seconds": end - start,
        "generator_late_p99": percentile(late, 0.99),
    }


def forget(crowd: Crowd) -> None:
    """Begin counting anew."""
    crowd.tally.latencies.clear()
    crowd.tally.refusals.clear()
    crowd.tally.acks = crowd.tally.gaps = crowd.tally.lost_sockets = 0


def counted(crowd: Crowd) -> dict[str, Any]:
    """Return what the clients have counted."""
    tally = crowd.tally
    return {
        "acks": tally.acks,
        "gaps": tally.gaps,
        "lost_sockets": tally.lost_sockets,
        "refusals": dict(tally.refusals),
        "p50": percentile(tally.latencies, 0.5),
        "p99": percentile(tally.latencies, 0.99),
    }


def since(before: dict[str, float], now: dict[str, float]) -> dict[str, float]:
    """Return how much each group has used in between."""
    return {name: now[name] - before[name] for name in now}
