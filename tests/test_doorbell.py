"""The doorbell: the own hub at once, who watches a room through the layer, and never an error."""

import asyncio
import threading

import pytest
from channels.layers import InMemoryChannelLayer, get_channel_layer

from chat.log import doorbell
from chat.log.doorbell import PEOPLE, ROOMS_APART_MAX, Doorbell
from chat.log.room_groups import LEAVE_AFTER_SECONDS


class Process:
    """One process's doorbell, and what it heard."""

    now = 0.0

    def __init__(self) -> None:
        self.heads: dict[int, int] = {}
        self.ephemeral: list[tuple[str, dict]] = []
        self.joined: set[int] = set()
        self._something = asyncio.Event()
        self.bell = Doorbell(
            self._heard, self._take_ephemeral, self._joined, clock=lambda: self.now
        )

    def _heard(self, heads) -> None:
        self.heads.update(heads)
        self._something.set()

    def _take_ephemeral(self, topic, told) -> None:
        self.ephemeral.append((topic, told))
        self._something.set()

    def _joined(self, room_ids) -> None:
        self.joined.update(room_ids)
        self._something.set()

    async def until(self, is_so) -> None:
        async with asyncio.timeout(20):
            while not is_so():
                self._something.clear()
                await self._something.wait()

    async def hears(self, room_id: int, seq: int) -> None:
        await self.until(lambda: self.heads.get(room_id) == seq)

    async def watches(self, *room_ids: int) -> None:
        for room_id in room_ids:
            self.bell.watch(room_id)
        await self.until(lambda: self.joined.issuperset(room_ids))


@pytest.fixture
def layer(monkeypatch):
    """The layer of all processes of the test, at which they look often."""
    layer = get_channel_layer() or InMemoryChannelLayer()
    monkeypatch.setattr(doorbell, "get_channel_layer", lambda: layer)
    monkeypatch.setattr(doorbell, "CHECK_SECONDS", 0.02)
    monkeypatch.setattr(doorbell, "RETRY_SECONDS", 0.02)
    return layer


@pytest.fixture
async def start():
    """Return a coroutine that runs one more process until the end of the test."""
    running = []

    async def start_one() -> Process:
        process = Process()
        running.append(asyncio.create_task(process.bell.run()))
        await asyncio.sleep(0)
        return process

    yield start_one
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


@pytest.fixture
async def two_processes(layer, start):
    """Two doorbells on one layer, as two processes have them."""
    processes = await start(), await start()
    for process in processes:
        await process.bell.listening.wait()
    return processes


async def test_the_own_hub_is_told_at_once(two_processes):
    one, _other = two_processes
    one.bell.push({5: 912})
    assert one.heads == {5: 912}


async def test_a_process_where_somebody_watches_the_room_is_told_through_the_layer(two_processes):
    one, other = two_processes
    await other.watches(5)
    one.bell.push({5: 912})
    await other.hears(5, 912)


async def test_a_process_where_nobody_watches_the_room_is_not_rung(two_processes):
    one, other = two_processes
    await other.watches(6)
    one.bell.push({5: 912})
    one.bell.push({6: 1, PEOPLE: 3})
    await other.hears(6, 1)
    await other.hears(PEOPLE, 3)
    assert 5 not in other.heads


async def test_what_concerns_people_is_rung_everywhere(two_processes):
    one, other = two_processes
    one.bell.push({PEOPLE: 7})
    await other.hears(PEOPLE, 7)


async def test_when_many_rooms_have_news_one_message_tells_everybody(two_processes):
    one, other = two_processes
    one.bell.push(dict.fromkeys(range(1, ROOMS_APART_MAX + 2), 1))
    await other.until(lambda: len(other.heads) == ROOMS_APART_MAX + 1)


async def test_ephemeral_news_of_a_room_is_heard_where_somebody_watches_it(two_processes):
    one, other = two_processes
    await other.watches(6)
    one.bell.tell_room(5, "typing", {"room": 5})
    one.bell.tell_room(6, "typing", {"room": 6})
    one.bell.tell_ephemeral("site", {})
    await other.until(lambda: len(other.ephemeral) == 2)
    assert sorted(other.ephemeral) == [("site", {}), ("typing", {"room": 6})]
    assert len(one.ephemeral) == 3


async def test_more_rooms_than_are_joined_at_once_are_joined_in_their_turn(two_processes):
    one, other = two_processes
    many = doorbell.GROUPS_AT_ONCE * 2 + 1
    await other.watches(*range(1, many + 1))
    one.bell.push({many: 5})
    await other.hears(many, 5)


async def test_a_room_is_rung_for_a_minute_after_the_last_watcher(two_processes, layer):
    one, other = two_processes
    await other.watches(5, 6)
    other.bell.unwatch(5)
    other.now += LEAVE_AFTER_SECONDS - 1
    one.bell.push({5: 1})
    await other.hears(5, 1)
    other.now += 1
    async with asyncio.timeout(20):
        while "room.5" in str(layer.groups):
            await asyncio.sleep(0.01)
    one.bell.push({5: 2})
    one.bell.push({6: 1})
    await other.hears(6, 1)
    assert other.heads[5] == 1


async def test_a_room_that_was_left_is_joined_anew_by_its_next_watcher(two_processes, layer):
    one, other = two_processes
    await other.watches(5)
    other.bell.unwatch(5)
    other.now += LEAVE_AFTER_SECONDS
    async with asyncio.timeout(20):
        while "room.5" in str(layer.groups):
            await asyncio.sleep(0.01)
    other.joined.clear()
    await other.watches(5)
    one.bell.push({5: 2})
    await other.hears(5, 2)


async def test_rings_from_any_thread_are_heard(two_processes):
    one, _other = two_processes
    threading.Thread(target=doorbell.ring, args=({7: 3},)).start()
    await one.hears(7, 3)


def test_ringing_where_nobody_serves_does_nothing():
    doorbell.ring({1: 1})


async def test_a_process_without_a_layer_rings_for_itself(monkeypatch, start):
    monkeypatch.setattr(doorbell, "get_channel_layer", lambda: None)
    process = await start()
    process.bell.watch(7)
    threading.Thread(target=doorbell.ring, args=({7: 3},)).start()
    await process.hears(7, 3)
    assert process.bell.healthy


class BrokenLayer:
    async def group_send(self, group, message):
        raise ConnectionError("no Redis")

    async def new_channel(self):
        raise ConnectionError("no Redis")


async def test_a_layer_that_is_away_makes_the_bell_unhealthy_and_nothing_else(
    monkeypatch, caplog, start
):
    monkeypatch.setattr(doorbell, "get_channel_layer", BrokenLayer)
    process = await start()
    process.bell.push({5: 912})
    async with asyncio.timeout(60):
        while process.bell.healthy:
            await asyncio.sleep(0)
    assert process.heads == {5: 912}
    assert caplog.text.count("The channel layer is away") == 1


class DeafLayer(InMemoryChannelLayer):
    """Takes what is sent, and lets nobody hear it until it is told to."""

    deaf = False

    async def group_send(self, group, message):
        if not self.deaf:
            await super().group_send(group, message)


async def test_a_process_that_does_not_hear_itself_looks_at_all_its_rooms_once_it_does(
    layer, monkeypatch, start
):
    layer = DeafLayer()
    monkeypatch.setattr(doorbell, "get_channel_layer", lambda: layer)
    monkeypatch.setattr(doorbell, "GROUPS_TIMEOUT_SECONDS", 0.1)
    process = await start()
    await process.watches(5, 6)
    layer.deaf = True
    async with asyncio.timeout(20):
        while process.bell.healthy:
            await asyncio.sleep(0.01)
    process.joined.clear()
    layer.deaf = False
    await process.until(lambda: process.joined == {5, 6})
    assert process.bell.healthy
