"""A phase of plain requests: pages and history over HTTP."""

import asyncio
import http.client
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from bench.load.broadcast import since
from bench.load.crowd import Crowd
from bench.measure import Groups, cpu_seconds, memory, percentile

WARM_UP_SECONDS = 1.0


async def pages(
    crowd: Crowd, groups: Groups, path: str, connections: int, seconds: float
) -> dict[str, Any]:
    """Ask for one address over several kept connections, each as another member."""
    await _asked(crowd, path, connections, WARM_UP_SECONDS)
    cpu = cpu_seconds(groups)
    answers = await _asked(crowd, path, connections, seconds)
    return {
        "path": path,
        "connections": connections,
        "seconds": seconds,
        "answers": len(answers),
        "refused": sum(status != 200 for status, _wait in answers),
        "cpu": since(cpu, cpu_seconds(groups)),
        "memory": memory(groups),
        "p50": percentile([wait for _status, wait in answers], 0.5),
        "p99": percentile([wait for _status, wait in answers], 0.99),
    }


async def _asked(
    crowd: Crowd, path: str, connections: int, seconds: float
) -> list[tuple[int, float]]:
    """Return each answer's status and how long it took."""
    (_client, url), *_others = crowd.addressed()
    end = time.monotonic() + seconds
    threads = [
        asyncio.to_thread(_ask, urlsplit(url).netloc, path, client.headers(url), end)
        for client in crowd.clients[:connections]
    ]
    return [answer for answers in await asyncio.gather(*threads) for answer in answers]


def _ask(place: str, path: str, headers: Mapping[str, str], end: float) -> list[tuple[int, float]]:
    connection = http.client.HTTPConnection(place, timeout=30)
    answers = []
    while (start := time.monotonic()) < end:
        connection.request("GET", path, headers=dict(headers))
        answer = connection.getresponse()
        answer.read()
        answers.append((answer.status, time.monotonic() - start))
    connection.close()
    return answers
