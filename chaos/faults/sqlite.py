"""Fault 14, and those faults of a server that a small place knows too."""

import asyncio
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator

from chaos import database
from chaos.faults.fault import Scene, fault, killed
from chaos.rig import LIMITS
from tests import services


@fault("14", "a second server on the same SQLite file", rig="small", lasts=(1.0, 2.0))
async def second_server(scene: Scene) -> AsyncIterator[None]:
    env = {**scene.rig.env, "DATABASE_URL": f"sqlite:///{scene.rig.place}"}
    port = str(services.free_port())
    other = services.environment(**env, VAR_DIR=str(scene.rig.folder), PORT=port)

    def serve() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            (sys.executable, "manage.py", "serve"),
            cwd=services.ROOT,
            env=other,
            capture_output=True,
            text=True,
            timeout=60,
        )

    done = await asyncio.to_thread(serve)
    scene.expect(done.returncode != 0, "a second server was let in")
    scene.expect("Another Hiroba server" in done.stderr, f"it only said {done.stderr[-300:]!r}")
    yield


@fault("14b", "somebody holds the SQLite file", rig="small", lasts=(4.0, 9.0))
async def exclusive(scene: Scene) -> AsyncIterator[None]:
    holder = sqlite3.connect(scene.rig.place, timeout=10, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    yield
    holder.close()


def _killing(letter: str, failpoint: str | None) -> None:
    async def one(scene: Scene) -> AsyncIterator[None]:
        [server] = scene.rig.servers
        await killed(scene, server, failpoint)
        found = await asyncio.to_thread(database.query, scene.rig.place, "PRAGMA integrity_check")
        scene.expect(found == [("ok",)], f"the SQLite file is damaged: {found}")
        yield
        await scene.rig.restart(server)

    where = failpoint or "anywhere"
    fault(f"14{letter}", f"kill -9 the one Daphne on SQLite, {where}", rig="small")(one)


for letter, point in zip("cdef", (None, "mid-batch", "after-commit", "before-ring"), strict=True):
    _killing(letter, point)


@fault("14g", "SIGSTOP the one Daphne on SQLite", rig="small", lasts=(4.0, 8.0))
async def frozen(scene: Scene) -> AsyncIterator[None]:
    scene.rig.servers[0].signal(signal.SIGSTOP)
    yield
    scene.rig.servers[0].signal(signal.SIGCONT)


@fault("14h", "a flood while somebody holds the SQLite file", rig="small", lasts=(3.0, 4.0))
async def flooded(scene: Scene) -> AsyncIterator[None]:
    """What waits is bounded: the rest is told so at once."""
    client = scene.crowd.clients[0]
    refused = len(scene.crowd.history.refusals)
    holder = sqlite3.connect(scene.rig.place, timeout=10, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    await client.flood(min(client.member), 3 * int(LIMITS["WRITER_QUEUE"]))
    yield
    codes = {one.code for one in scene.crowd.history.refusals[refused:]}
    scene.expect("busy" in codes, f"a flood was refused with {codes}, never as busy")
    holder.close()
