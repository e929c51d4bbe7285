"""Faults 18 to 21: links that are half open, lossy, slow, or reset."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

from chaos.faults.fault import Scene, fault
from chaos.proxy import FAIR, Weather

NOTHING = Weather(vanishes=True)


@fault("18", "half-open links to clients: nothing arrives", lasts=(6.0, 9.0))
async def half_open(scene: Scene) -> AsyncIterator[None]:
    which = scene.rng.choice(("to_server", "to_client", "both"))
    scene.note(f"black hole {which}")
    front = scene.rig.front
    front.to_server = NOTHING if which != "to_client" else FAIR
    front.to_client = NOTHING if which != "to_server" else FAIR
    yield
    front.clear()


@fault("19", "half-open link from one Daphne to PostgreSQL", lasts=(5.0, 8.0))
async def database_half_open(scene: Scene) -> AsyncIterator[None]:
    proxy = scene.rng.choice(scene.rig.to_database)
    proxy.be(NOTHING)
    yield
    proxy.clear()


@fault("19b", "half-open link from one Daphne to Redis", lasts=(5.0, 8.0))
async def redis_half_open(scene: Scene) -> AsyncIterator[None]:
    proxy = scene.rng.choice(scene.rig.to_redis)
    proxy.be(NOTHING)
    yield
    proxy.clear()


@fault("20", "10 % loss and 300 ms delay between clients and nginx", lasts=(5.0, 8.0))
async def lossy(scene: Scene) -> AsyncIterator[None]:
    scene.rig.front.be(Weather(delay=0.3, lost=0.1))
    yield
    scene.rig.front.clear()


@fault("20b", "10 % loss and delay on every link", lasts=(5.0, 8.0))
async def lossy_everywhere(scene: Scene) -> AsyncIterator[None]:
    weather = Weather(delay=0.02, lost=0.1)
    for proxy in scene.rig.proxies:
        proxy.be(weather)
    scene.rig.front.be(replace(weather, delay=0.1))
    yield
    for proxy in scene.rig.proxies:
        proxy.clear()


@fault("21", "links reset again and again", lasts=(4.0, 7.0))
async def reset(scene: Scene) -> AsyncIterator[None]:
    proxies = scene.rig.proxies

    async def cut() -> None:
        await asyncio.sleep(scene.rng.uniform(0, 0.2))
        scene.rng.choice(proxies).cut(0.3)

    async with scene.every(0.1, cut):
        yield


@fault("21b", "links reset again and again, on SQLite", rig="small", lasts=(4.0, 7.0))
async def reset_small(scene: Scene) -> AsyncIterator[None]:
    async with scene.every(0.2, lambda: scene.rig.front.cut(0.2)):
        yield
