"""Fault 0: nothing at all, to know what is usual on this machine."""

from collections.abc import AsyncIterator

from chaos.faults.fault import Scene, fault


@fault("0", "nothing at all")
async def nothing(_scene: Scene) -> AsyncIterator[None]:
    yield


@fault("0b", "nothing at all, on SQLite", rig="small")
async def nothing_small(_scene: Scene) -> AsyncIterator[None]:
    yield
