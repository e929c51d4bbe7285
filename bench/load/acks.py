"""A phase of pushing: how many messages can be stored and acknowledged in a second?"""

import asyncio
from collections import deque
from typing import Any

from bench.load.broadcast import counted, forget, since
from bench.load.client import Client
from bench.load.crowd import Crowd
from bench.load.words import body
from bench.measure import Groups, cpu_seconds, memory, percentile

WARM_UP_SECONDS = 1.0
ANSWER_SECONDS = 5.0


class Pusher:
    """Keeps a number of messages in flight on one socket, until it is told to stop."""

    def __init__(self, client: Client, waits: list[float]) -> None:
        self._client = client
        self._waits = waits
        self._loop = asyncio.get_running_loop()
        self._said: deque[float] = deque()
        self.going = True
        client.acknowledged = self._next

    def start(self, window: int) -> None:
        """Send the first ones."""
        for _ in range(window):
            self._say()

    @property
    def waiting(self) -> bool:
        """Whether something that was sent is not acknowledged."""
        return bool(self._said)

    def _next(self) -> None:
        self._waits.append(self._loop.time() - self._said.popleft())
        if self.going:
            self._say()

    def _say(self) -> None:
        self._said.append(self._loop.time())
        self._client.say(body(len(self._waits)))


async def acks(crowd: Crowd, groups: Groups, window: int, seconds: float) -> dict[str, Any]:
    """Let everybody keep `window` messages in flight, and count what is acknowledged."""
    waits: list[float] = []
    pushers = [Pusher(client, waits) for client in crowd.clients]
    for pusher in pushers:
        pusher.start(window)
    await asyncio.sleep(WARM_UP_SECONDS)
    forget(crowd)
    waits.clear()
    cpu = cpu_seconds(groups)
    await asyncio.sleep(seconds)
    measured = {
        **counted(crowd),
        "seconds": seconds,
        "cpu": since(cpu, cpu_seconds(groups)),
        "memory": memory(groups),
        "ack_p50": percentile(waits, 0.5),
        "ack_p99": percentile(waits, 0.99),
    }
    return {**measured, "unanswered": await _finish(pushers)}


async def _finish(pushers: list[Pusher]) -> int:
    """Wait for the last answers; return on how many sockets one did not come."""
    for pusher in pushers:
        pusher.going = False
    deadline = asyncio.get_running_loop().time() + ANSWER_SECONDS
    while any(p.waiting for p in pushers) and asyncio.get_running_loop().time() < deadline:
        await asyncio.sleep(0.05)
    return sum(pusher.waiting for pusher in pushers)
