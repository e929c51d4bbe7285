"""Doorbells on a Redis that is restarted, hangs, or is emptied: rings come again in all rooms."""

import asyncio
import signal
from collections.abc import Iterable

import pytest
from channels_redis.pubsub import RedisPubSubChannelLayer

from chat.log import doorbell
from chat.log.doorbell import Doorbell
from config.redis_urls import layer_host

SECONDS = 60
ROOMS = range(1, 201)


class Process:
    """One process's doorbell, and what it heard."""

    def __init__(self) -> None:
        self.heads: dict[int, int] = {}
        self.joined: set[int] = set()
        self.bell = Doorbell(self.heads.update, joined=self._joined)

    def _joined(self, room_ids: Iterable[int]) -> None:
        self.joined.update(room_ids)


async def until(is_so) -> None:
    async with asyncio.timeout(SECONDS):
        while not is_so():
            await asyncio.sleep(0.01)


@pytest.fixture
async def pair(redis_server, monkeypatch):
    """Two doorbells; at the second one somebody watches all rooms."""
    layer = RedisPubSubChannelLayer(hosts=[layer_host(redis_server.url)], prefix="hiroba")
    monkeypatch.setattr(doorbell, "get_channel_layer", lambda: layer)
    one, other = Process(), Process()
    running = [asyncio.create_task(process.bell.run()) for process in (one, other)]
    for room_id in ROOMS:
        other.bell.watch(room_id)
    await until(lambda: other.joined.issuperset(ROOMS))
    yield one, other
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    await layer.flush()


async def rings_come(pair, seq: int) -> None:
    """Ring in each room until it is heard: what was rung before may have been lost."""
    one, other = pair
    async with asyncio.timeout(SECONDS):
        while missing := [room_id for room_id in ROOMS if other.heads.get(room_id) != seq]:
            for room_id in missing[: doorbell.ROOMS_APART_MAX]:
                one.bell.push({room_id: seq})
            await asyncio.sleep(0.05)


async def test_rings_come_in_all_rooms_again_after_redis_was_restarted(pair, redis_server):
    _one, other = pair
    await rings_come(pair, 1)
    redis_server.kill()
    await until(lambda: not other.bell.healthy)
    other.joined.clear()
    redis_server.start()
    await until(lambda: other.joined.issuperset(ROOMS))
    await rings_come(pair, 2)
    await until(lambda: other.bell.healthy)


async def test_rings_come_when_redis_was_emptied(pair, redis_server):
    redis_server.command("flushall")
    await rings_come(pair, 1)


async def test_rings_come_again_when_connections_were_broken(pair, redis_server):
    redis_server.command("client", "kill", "type", "pubsub")
    redis_server.command("client", "kill", "type", "normal")
    await rings_come(pair, 1)


async def test_a_hung_redis_is_noticed_and_rooms_watched_meanwhile_are_joined_afterwards(
    pair, redis_server
):
    one, other = pair
    redis_server.process.send_signal(signal.SIGSTOP)
    try:
        other.bell.watch(1_000)
        await until(lambda: not other.bell.healthy)
    finally:
        redis_server.process.send_signal(signal.SIGCONT)
    await until(lambda: 1_000 in other.joined)
    one.bell.push({1_000: 7})
    await until(lambda: other.heads.get(1_000) == 7)
    await until(lambda: other.bell.healthy)
