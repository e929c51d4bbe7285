"""The doorbell: the own hub at once, the others through the layer, and never an error."""

import asyncio
import threading

import pytest
from channels.layers import InMemoryChannelLayer, get_channel_layer

from chat.log import doorbell
from chat.log.doorbell import Doorbell


class Ear:
    """What one process heard."""

    def __init__(self) -> None:
        self.heads: dict[int, int] = {}
        self._heard = asyncio.Event()

    def __call__(self, heads) -> None:
        self.heads.update(heads)
        self._heard.set()

    async def hears(self, room_id: int, seq: int) -> None:
        async with asyncio.timeout(5):
            while self.heads.get(room_id) != seq:
                self._heard.clear()
                await self._heard.wait()


@pytest.fixture
async def two_processes(monkeypatch):
    """Two doorbells on one layer, as two processes have them."""
    layer = get_channel_layer() or InMemoryChannelLayer()
    monkeypatch.setattr(doorbell, "get_channel_layer", lambda: layer)
    ears = Ear(), Ear()
    bells = [Doorbell(ear) for ear in ears]
    running = [asyncio.create_task(bell.run()) for bell in bells]
    await asyncio.gather(*(bell.listening.wait() for bell in bells))
    yield bells, ears
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


async def test_the_own_hub_is_told_at_once(two_processes):
    (bell, _), (ear, _) = two_processes
    bell.push({5: 912})
    assert ear.heads == {5: 912}


async def test_another_process_is_told_through_the_layer(two_processes):
    (bell, _), (_, other_ear) = two_processes
    bell.push({5: 912})
    await other_ear.hears(5, 912)


async def test_rings_from_any_thread_are_heard(two_processes):
    _, (ear, _) = two_processes
    threading.Thread(target=doorbell.ring, args=({7: 3},)).start()
    await ear.hears(7, 3)


def test_ringing_where_nobody_serves_does_nothing():
    doorbell.ring({1: 1})


async def test_a_process_without_a_layer_rings_for_itself(monkeypatch):
    monkeypatch.setattr(doorbell, "get_channel_layer", lambda: None)
    ear = Ear()
    bell = Doorbell(ear)
    running = asyncio.create_task(bell.run())
    await asyncio.sleep(0)
    threading.Thread(target=doorbell.ring, args=({7: 3},)).start()
    await ear.hears(7, 3)
    assert bell.healthy
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


class BrokenLayer:
    async def group_send(self, group, message):
        raise ConnectionError("no Redis")

    async def new_channel(self):
        raise ConnectionError("no Redis")


async def test_a_layer_that_is_away_makes_the_bell_unhealthy_and_nothing_else(monkeypatch, caplog):
    monkeypatch.setattr(doorbell, "get_channel_layer", BrokenLayer)
    ear = Ear()
    bell = Doorbell(ear)
    running = asyncio.create_task(bell.run())
    bell.push({5: 912})
    async with asyncio.timeout(5):
        while bell.healthy:
            await asyncio.sleep(0)
    assert ear.heads == {5: 912}
    assert not running.done()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert caplog.text.count("The channel layer is away") == 1
