"""Fault 26: people are signed out, deactivated and removed while other things break."""

import asyncio
from collections.abc import AsyncIterator

from chaos.client import Client
from chaos.faults.fault import Scene, fault
from chaos.history import Revocation
from chaos.web import submit


@fault("26", "people are signed out", lasts=(4.0, 6.0))
async def signed_out(scene: Scene) -> AsyncIterator[None]:
    ended = await _sign_out(scene)
    yield
    _judge(scene, ended)


@fault("26b", "people are signed out while Redis is away", lasts=(6.0, 8.0))
async def signed_out_without_redis(scene: Scene) -> AsyncIterator[None]:
    for proxy in scene.rig.to_redis:
        proxy.refuse()
        proxy.cut()
    await asyncio.sleep(1)
    ended = await _sign_out(scene)
    yield
    _judge(scene, ended)
    for proxy in scene.rig.to_redis:
        await proxy.open()


@fault("26c", "an account is deactivated by a command", rig="small", lasts=(4.0, 6.0))
async def deactivated(scene: Scene) -> AsyncIterator[None]:
    """Nobody else comes or goes: nothing but the server's own look tells it."""
    await scene.crowd.hush()
    client = scene.crowd.clients[-1]
    client.revoked = True
    await scene.rig.deactivate(client.person)
    since = scene.crowd.clock()
    yield
    _judge(scene, [(client, since)])


SIGNED_OUT = 302
TRIES = 3

Ended = list[tuple[Client, float]]


async def _sign_out(scene: Scene) -> Ended:
    """By form, of those who own no room; return who was, and when that was answered.

    No answer, or that the database is away, says nothing about whether the session ended.
    """
    owners = len(scene.crowd.stage.places)
    ended = []
    for client in scene.rng.sample(scene.crowd.clients[owners:], 5):
        client.revoked = True
        for _ in range(TRIES):
            status = await submit(scene.crowd.port, "/accounts/logout/", client.person)
            scene.note(f"client {client.number} signed out: {status}")
            if status == SIGNED_OUT:
                ended.append((client, scene.crowd.clock()))
                break
    scene.expect(bool(ended), "nobody could sign out")
    return ended


def _judge(scene: Scene, ended: Ended) -> None:
    for client, since in ended:
        revocation = Revocation(client.number, since, client.left_at)
        scene.crowd.history.revocations.append(revocation)
