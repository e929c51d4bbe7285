"""Faults 5 to 8: Redis is stopped, hung, cut off, emptied. Nothing may be slower than the poll."""

import asyncio
import signal
from collections.abc import AsyncIterator

from chaos.faults.fault import Scene, fault

POLLED = 2.5
"""The poll takes up to a second, four times a second once the doorbell is known to be broken."""


@fault("5", "kill -9 Redis, start it again", delivery=POLLED)
async def killed_redis(scene: Scene) -> AsyncIterator[None]:
    scene.rig.redis.kill()
    yield
    await asyncio.to_thread(scene.rig.redis.start)


@fault("5b", "shut Redis down for longer", delivery=POLLED, lasts=(8.0, 12.0))
async def shut_down(scene: Scene) -> AsyncIterator[None]:
    await asyncio.to_thread(scene.rig.redis_cli, "shutdown", "nosave")
    await asyncio.to_thread(scene.rig.redis.process.wait)
    yield
    await asyncio.to_thread(scene.rig.redis.start)


@fault("6", "SIGSTOP Redis", delivery=POLLED, lasts=(4.0, 8.0))
async def hung(scene: Scene) -> AsyncIterator[None]:
    scene.rig.redis.process.send_signal(signal.SIGSTOP)
    yield
    scene.rig.redis.process.send_signal(signal.SIGCONT)


@fault("6b", "CLIENT PAUSE", delivery=POLLED, lasts=(4.0, 6.0))
async def paused(scene: Scene) -> AsyncIterator[None]:
    await asyncio.to_thread(scene.rig.redis_cli, "client", "pause", "20000", "all")
    yield
    await asyncio.to_thread(scene.rig.redis_cli, "client", "unpause")


@fault("7", "CLIENT KILL once a second", delivery=POLLED, lasts=(4.0, 6.0))
async def connections_killed(scene: Scene) -> AsyncIterator[None]:
    kind = scene.rng.choice(("pubsub", "normal"))
    scene.note(f"killing {kind} connections")

    async def kill() -> None:
        await asyncio.to_thread(scene.rig.redis_cli, "client", "kill", "type", kind)

    async with scene.every(1.0, kill):
        yield


@fault("8", "FLUSHALL", delivery=POLLED)
async def flushed(scene: Scene) -> AsyncIterator[None]:
    await asyncio.to_thread(scene.rig.redis_cli, "flushall")
    yield


@fault("8b", "maxmemory 1mb", delivery=POLLED)
async def full(scene: Scene) -> AsyncIterator[None]:
    await asyncio.to_thread(scene.rig.redis_cli, "config", "set", "maxmemory", "1mb")
    yield
    await asyncio.to_thread(scene.rig.redis_cli, "config", "set", "maxmemory", "0")


@fault("8c", "the output limit of pub/sub is hit", delivery=POLLED)
async def limited(scene: Scene) -> AsyncIterator[None]:
    limit = "client-output-buffer-limit"
    await asyncio.to_thread(scene.rig.redis_cli, "config", "set", limit, "pubsub 1kb 1kb 1")
    yield
    await asyncio.to_thread(scene.rig.redis_cli, "config", "set", limit, "pubsub 32mb 8mb 60")
