"""Faults 1 to 4: a server is killed, told to stop, or frozen."""

import asyncio
import random
import signal
from collections.abc import AsyncIterator

from chaos.client import Client
from chaos.faults.fault import Scene, fault, killed
from chaos.rig import Server

DRAINED = 4001
STALLED_SECONDS = 6.0
"""PostgreSQL ends a transaction that was silent for five."""


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
    silence = scene.crowd.longest_silence(since, until)
    scene.within("a room got nothing stored for", silence, STALLED_SECONDS)


@fault("4c", "a Daphne thaws with an old edit in its hands", lasts=(1.0, 2.0))
async def late_edit(scene: Scene) -> AsyncIterator[None]:
    """The same edit went to another server meanwhile, and a newer one after it."""
    client, (room, target) = await _somebody_with_a_message(scene)
    await scene.crowd.hush()
    old, new = scene.rng.sample(scene.rig.servers, 2)
    late, prompt = (_tab(scene, client, server) for server in (old, new))
    staying = [asyncio.create_task(tab.stay()) for tab in (late, prompt)]
    while not (late.open and prompt.open):
        await asyncio.sleep(0.05)
    old.signal(signal.SIGSTOP)
    late.say("edit", room, "first", target)
    await asyncio.sleep(0.5)  # now it is in the socket's buffer, and nobody reads it
    late.away()
    prompt.also_say(late.outbox[0][0])
    prompt.say("edit", room, "second", target)
    while prompt.outbox:
        await asyncio.sleep(0.05)
    yield
    old.signal(signal.SIGCONT)
    for task in staying:
        task.cancel()
    await asyncio.gather(*staying, return_exceptions=True)


async def _somebody_with_a_message(scene: Scene) -> tuple[Client, tuple[int, int]]:
    """Return a client, and room and id of a message of theirs that stands."""
    while True:
        for client in scene.crowd.clients:
            for room in client.member & client.rooms.keys():
                for one in client.rooms[room].messages.values():
                    is_mine = one["kind"] == "text" and one["author"]["id"] == client.person.id
                    if is_mine and one["deleted_at"] is None:
                        return client, (room, one["id"])
        await asyncio.sleep(0.1)


def _tab(scene: Scene, client: Client, server: Server) -> Client:
    """One more tab of somebody, straight at one server; what it says and hears is evidence."""
    url = f"ws://127.0.0.1:{server.front.port}/ws/"
    crowd = scene.crowd
    return Client(3_000, url, client.person, crowd.history, crowd.clock, random.Random(1))
