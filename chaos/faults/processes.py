"""Faults 1 to 4: a server is killed, told to stop, or frozen."""

import asyncio
import signal
from collections.abc import AsyncIterator

from chaos.faults.fault import Scene, fault, killed

DRAINED = 4001


def _killing(failpoint: str | None) -> None:
    where = failpoint or "anywhere"
    letter = {None: "", "mid-batch": "b", "after-commit": "c", "before-ring": "d"}[failpoint]

    async def one(scene: Scene) -> AsyncIterator[None]:
        server = scene.rng.choice(scene.rig.servers)
        await killed(scene, server, failpoint)
        yield
        await scene.rig.restart(server)

    fault(f"1{letter}", f"kill -9 one Daphne, {where}")(one)


for point in (None, "mid-batch", "after-commit", "before-ring"):
    _killing(point)


@fault("2", "kill -9 every Daphne at once")
async def all_killed(scene: Scene) -> AsyncIterator[None]:
    for server in scene.rig.servers:
        await killed(scene, server)
    yield
    await scene.rig.revive()


@fault("3", "SIGTERM, one Daphne after the other", lasts=(1.0, 2.0))
async def rolling_restart(scene: Scene) -> AsyncIterator[None]:
    endings = len(scene.crowd.history.endings)
    for server in scene.rig.servers:
        scene.note(f"{server.folder.name} told to stop")
        await asyncio.to_thread(server.stop)
        await scene.rig.restart(server)
    yield
    cut = [end for end in scene.crowd.history.endings[endings:] if end.bye != DRAINED]
    scene.expect(not cut, f"{len(cut)} sockets were cut without a farewell: {cut[:3]}")


@fault("4", "SIGSTOP one Daphne", lasts=(4.0, 9.0))
async def frozen(scene: Scene) -> AsyncIterator[None]:
    server = scene.rng.choice(scene.rig.servers)
    server.signal(signal.SIGSTOP)
    yield
    server.signal(signal.SIGCONT)


@fault("4b", "SIGSTOP one Daphne inside a transaction", lasts=(9.0, 12.0))
async def frozen_inside(scene: Scene) -> AsyncIterator[None]:
    """The rooms whose heads it holds must go on before it does."""
    server = scene.rng.choice(scene.rig.servers)
    server.arm("freeze")
    while not server.frozen:
        await asyncio.sleep(0.05)
    since = scene.crowd.clock()
    scene.note(f"{server.folder.name} froze inside a transaction")
    yield
    until = scene.crowd.clock()
    server.signal(signal.SIGCONT)
    stalled = scene.crowd.longest_silence(since, until)
    scene.expect(stalled <= 8.0, f"a room got nothing stored for {stalled:.1f} s")
