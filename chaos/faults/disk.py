"""Fault 13: the disk of the database is full, of either kind."""

import asyncio
import resource
from collections.abc import AsyncIterator
from pathlib import Path

from chaos.faults.fault import Scene, fault

SPARE_BYTES = 4096


@fault("13", "the disk of PostgreSQL is full", DISK_MEGABYTES="480")
async def postgres_full(scene: Scene) -> AsyncIterator[None]:
    ballast = scene.rig.folder / "postgres" / "ballast"
    await asyncio.to_thread(_fill, ballast)
    yield
    ballast.unlink()


@fault("13b", "SQLite cannot grow its files", rig="small")
async def sqlite_full(scene: Scene) -> AsyncIterator[None]:
    """A limit on the size of files, which every user may set, in place of a small disk."""
    [server] = scene.rig.servers
    usual = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
    wal = Path(f"{scene.rig.place}-wal")
    limit = (wal.stat().st_size + SPARE_BYTES, usual[1])
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, limit)
    yield
    if server.alive:
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, usual)


def _fill(file: Path) -> None:
    """Write until there is no room left."""
    with file.open("wb") as ballast:
        try:
            while True:
                ballast.write(bytes(1 << 20))
                ballast.flush()
        except OSError:
            return
