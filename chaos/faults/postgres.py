"""Faults 9 to 12: PostgreSQL crashes, kills, locks, hangs, cuts off during COMMIT, is full."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import suppress

import psycopg

from chaos import database
from chaos.faults.fault import Scene, fault
from chaos.proxy import Trap

BACK_SECONDS = 2.0

KILL = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
"""
BACKENDS = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"


@fault("9", "PostgreSQL stops at once and recovers")
async def crashed(scene: Scene) -> AsyncIterator[None]:
    await asyncio.to_thread(scene.rig.postgres.stop, signal.SIGQUIT)
    yield
    await asyncio.to_thread(scene.rig.postgres.start)


@fault("9b", "PostgreSQL is away for longer than anybody's patience", lasts=(45.0, 93.0))
async def away(scene: Scene) -> AsyncIterator[None]:
    """However long it was: who wrote meanwhile is not to wait for more than it."""
    await asyncio.to_thread(scene.rig.postgres.stop)
    yield
    waiting = scene.crowd.clients[0]
    waiting.say("message", min(waiting.member), "written while the database was away")
    await asyncio.to_thread(scene.rig.postgres.start)
    since, before = scene.crowd.clock(), len(scene.crowd.history.acks)
    while len(scene.crowd.history.acks) == before:
        await asyncio.sleep(0.05)
    took = scene.crowd.clock() - since
    scene.within("the first message was acknowledged after", took, BACK_SECONDS)


@fault("10", "backends terminated once a second", lasts=(3.0, 5.0))
async def terminated(scene: Scene) -> AsyncIterator[None]:
    kill = (scene.rig.place, KILL)
    async with scene.every(1.0, lambda: asyncio.to_thread(database.query, *kill)):
        yield


@fault("10b", "the heads of all rooms are locked", lasts=(4.0, 8.0))
async def locked(scene: Scene) -> AsyncIterator[None]:
    holder = await psycopg.AsyncConnection.connect(scene.rig.place)
    await holder.execute("SELECT 1 FROM chat_roomhead ORDER BY room_id FOR UPDATE")
    yield
    await holder.close()


@fault("10c", "SIGSTOP all backends", lasts=(3.0, 6.0))
async def hung(scene: Scene) -> AsyncIterator[None]:
    found = await asyncio.to_thread(database.query, scene.rig.place, BACKENDS)
    for (pid,) in found:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)
    yield
    scene.rig.thaw()


@fault("11", "connections are cut between COMMIT and its answer", lasts=(4.0, 6.0))
async def cut_in_commit(scene: Scene) -> AsyncIterator[None]:
    for proxy in scene.rig.to_database:
        proxy.trap = Trap(b"COMMIT", 0.05)
    yield
    caught = sum(proxy.trapped for proxy in scene.rig.to_database)
    scene.note(f"{caught} commits cut off in all runs of this rig")
    for proxy in scene.rig.to_database:
        proxy.clear()


@fault("12", "PostgreSQL takes no more connections", lasts=(3.0, 5.0))
async def exhausted(scene: Scene) -> AsyncIterator[None]:
    """Those that stand are ended as well, so that everybody needs new ones."""
    taken: list[psycopg.AsyncConnection] = []
    await asyncio.to_thread(database.query, scene.rig.place, KILL)

    async def take() -> None:
        with suppress(psycopg.OperationalError):
            while True:
                taken.append(await psycopg.AsyncConnection.connect(scene.rig.place))

    async with scene.every(0.2, take):
        yield
    for connection in taken:
        await connection.close()
