"""Faults 16, 17 and 24: clients that read slowly, flood, crash, stay away, or have two tabs."""

import asyncio
import random
from collections.abc import AsyncIterator
from uuid import uuid4

from chaos.client import Client
from chaos.faults.fault import Scene, fault
from chaos.history import History
from chaos.proxy import FAIR, Weather

FATTER_BYTES = 100 * 1024 * 1024
AWAY_MESSAGES = 2_300


@fault("16", "ten clients stop reading", lasts=(6.0, 10.0))
async def deaf(scene: Scene) -> AsyncIterator[None]:
    slow = scene.rng.sample(scene.crowd.clients, 10)
    for client in slow:
        client.deaf.clear()
    yield
    for client in slow:
        client.deaf.set()


@fault("16b", "every client is read to at 4 KiB a second", lasts=(5.0, 8.0))
async def trickled(scene: Scene) -> AsyncIterator[None]:
    scene.rig.front.to_client = Weather(bytes_per_second=4096)
    yield
    scene.rig.front.to_client = FAIR


@fault("17", "200 slow readers beside full load", lasts=(8.0, 12.0))
async def many_deaf(scene: Scene) -> AsyncIterator[None]:
    """They cost a bounded amount of memory."""
    crowd, before = scene.crowd, scene.rig.memory
    slow = [_another(scene, number) for number in range(200)]
    staying = [asyncio.create_task(client.stay()) for client in slow]
    try:
        await asyncio.sleep(3)
        for client in slow:
            client.deaf.clear()
        for _ in range(100):
            crowd.clients[0].say("message", min(crowd.clients[0].member), _long(scene.rng))
        yield
        grown = scene.rig.memory - before
        scene.note(f"the fattest server grew by {grown >> 20} MiB")
        scene.expect(grown < FATTER_BYTES, f"slow readers cost {grown >> 20} MiB")
    finally:
        for task in staying:
            task.cancel()
        await asyncio.gather(*staying, return_exceptions=True)


@fault("24", "clients crash while they send", lasts=(4.0, 7.0))
async def crashes(scene: Scene) -> AsyncIterator[None]:
    async with scene.every(0.1, lambda: scene.rng.choice(scene.crowd.clients).crash()):
        yield


@fault("24e", "clients crash while they listen, on SQLite", rig="small", lasts=(3.0, 5.0))
async def crashes_small(scene: Scene) -> AsyncIterator[None]:
    async with scene.every(0.1, lambda: scene.rng.choice(scene.crowd.clients).crash()):
        yield


@fault("24b", f"a client is away for {AWAY_MESSAGES} changes", lasts=(0.5, 1.0))
async def away(scene: Scene) -> AsyncIterator[None]:
    """Its room goes on too far to be followed: it begins anew."""
    place = next(place for place in scene.crowd.stage.places if place.private)
    there = [one for one in scene.crowd.clients if place.id in one.member]
    missing = there.pop()
    missing.away()
    left = AWAY_MESSAGES
    while left:
        for client in there:
            bodies = [f"{place.id} meanwhile {left - number}" for number in range(min(left, 50))]
            left -= client.say_at_once(place.id, bodies)
        await asyncio.sleep(0.05)
    yield
    missing.back()


@fault("24c", "two tabs send from one outbox", lasts=(4.0, 6.0))
async def two_tabs(scene: Scene) -> AsyncIterator[None]:
    """What some people say is sent by a second socket as well, with the same nonces."""
    pairs = [(client, _another(scene, client.number)) for client in scene.crowd.clients[:10]]
    staying = [asyncio.create_task(tab.stay()) for _client, tab in pairs]

    def send_again() -> None:
        for client, tab in pairs:
            for [frame] in client.outbox:
                if frame["type"] == "message" and len(tab.outbox) < 20:
                    tab.also_say(frame)

    async with scene.every(0.01, send_again):
        yield
    for task in staying:
        task.cancel()
    await asyncio.gather(*staying, return_exceptions=True)


@fault("24d", "the link is black while somebody types", rig="small", lasts=(5.0, 8.0))
async def offline(scene: Scene) -> AsyncIterator[None]:
    scene.rig.front.be(Weather(vanishes=True))
    yield
    scene.rig.front.clear()
    for client in scene.crowd.clients:
        client.wake()


def _another(scene: Scene, number: int) -> Client:
    """One more tab of somebody; what it hears is no evidence."""
    crowd = scene.crowd
    person = crowd.stage.people[number % len(crowd.stage.people)]
    url = f"ws://127.0.0.1:{crowd.port}/ws/"
    rng = random.Random(scene.rng.random())
    return Client(2_000 + number, url, person, History(), crowd.clock, rng)


def _long(rng: random.Random) -> str:
    return f"{uuid4()} " + "広場" * rng.randrange(2_000, 4_900)
