"""Faults 22, 23 and 27: nginx reloads and dies, everybody comes back at once, an old dump."""

import asyncio
import random
from collections.abc import AsyncIterator

from chaos.client import Client
from chaos.faults.fault import Scene, fault
from chaos.history import History
from tests import services

STORM_SOCKETS = 2_000
STORM_SECONDS = 60.0
ARRIVALS_PER_SECOND = 100


@fault("22", "nginx reloaded 20 times", lasts=(1.0, 2.0))
async def reloaded(scene: Scene) -> AsyncIterator[None]:
    for _ in range(20):
        scene.rig.nginx.reload()
        await asyncio.sleep(scene.rng.uniform(0.1, 0.4))
    yield


@fault("22b", "nginx's worker killed, again and again", lasts=(3.0, 5.0))
async def workers_killed(scene: Scene) -> AsyncIterator[None]:
    async with scene.every(1.0, scene.rig.nginx.kill_workers):
        yield


@fault("22c", "nginx stopped and started")
async def stopped(scene: Scene) -> AsyncIterator[None]:
    await asyncio.to_thread(scene.rig.nginx.stop)
    yield
    await asyncio.to_thread(scene.rig.nginx.start)


@fault("23", f"{STORM_SOCKETS} sockets come back at once", lasts=(1.0, 2.0), heals=STORM_SECONDS)
async def storm(scene: Scene) -> AsyncIterator[None]:
    """Beside those who talk, many only watch; all are cut at the same moment."""
    crowd = scene.crowd
    watchers = [
        Client(
            1_000 + number,
            f"ws://127.0.0.1:{crowd.port}/ws/",
            crowd.stage.people[number % len(crowd.stage.people)],
            History(),
            crowd.clock,
            random.Random(scene.rng.random()),
        )
        for number in range(STORM_SOCKETS)
    ]
    staying: list[asyncio.Task[None]] = []
    try:
        for watcher in watchers:
            staying.append(asyncio.create_task(watcher.stay()))
            await asyncio.sleep(1 / ARRIVALS_PER_SECOND)
        await _all_open(watchers)
        scene.note("all are there")
        scene.rig.nginx.kill_workers()
        since = crowd.clock()
        await _all_open(watchers)
        scene.note(f"all were back after {crowd.clock() - since:.1f} s")
        late = crowd.clock() - since > STORM_SECONDS
        scene.expect(not late, f"not everybody was back after {STORM_SECONDS} s")
        yield
    finally:
        for task in staying:
            task.cancel()
        await asyncio.gather(*staying, return_exceptions=True)


async def _all_open(clients: list[Client]) -> None:
    for _ in range(int(4 * STORM_SECONDS)):
        await asyncio.sleep(0.5)
        if all(client.open for client in clients):
            return


@fault("27", "an older dump is restored", lasts=(2.0, 4.0))
async def restored(scene: Scene) -> AsyncIterator[None]:
    """What was acknowledged after the dump is gone; everything else, and every screen, is right."""
    dump = scene.rig.folder / "dump"
    scene.crowd.history.dumped_at = scene.crowd.clock()
    await asyncio.to_thread(scene.rig.postgres.dump, dump)
    yield
    await asyncio.gather(*(asyncio.to_thread(one.stop) for one in scene.rig.servers))
    await asyncio.to_thread(scene.rig.postgres.restore, dump)
    scene.crowd.history.restored_at = scene.crowd.clock()
    await asyncio.to_thread(services.manage, "rotate_epoch", env=scene.rig.direct_env)
    await scene.rig.revive()
