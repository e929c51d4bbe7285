"""The hub: no hole and no double between catching up and live, one encoding for all."""

import asyncio
import json
import time

import pytest
from asgiref.sync import sync_to_async
from channels.layers import InMemoryChannelLayer

from chat.access import visibility
from chat.access.visibility import Entrance
from chat.actions.rooms.rooms import create_room, make_private
from chat.live.database_threads import DatabaseThreads
from chat.live.fanout import batch as batch_module
from chat.live.fanout import hub as hub_module
from chat.live.fanout.hub import Hub
from chat.live.wire import frames
from chat.live.wire.frames import Frame
from chat.live.wire.protocol import Close
from chat.log import doorbell, journal
from chat.log.doorbell import Doorbell
from chat.models import Message, Room, User

pytestmark = pytest.mark.django_db(transaction=True)


class Watcher:
    """A socket that keeps what it is sent, and follows the log as a client does."""

    user_id = 0
    session_key = ""
    standings_read_at = 0.0
    is_busy = False
    typed_in: int | None = None

    def leave(self, close: Close, retry_after: float | None = None) -> None:
        raise AssertionError(close)

    def __init__(self) -> None:
        self.user = User(pk=self.user_id)
        self.full = False
        self.frames: list[dict] = []
        self._arrived = asyncio.Event()

    def send(self, frame: Frame) -> None:
        self.frames.append(json.loads(frame.text))
        self._arrived.set()

    async def drained(self) -> None:
        while self.full:
            await asyncio.sleep(0)

    @property
    def seqs(self) -> list[int]:
        return [message["seq"] for frame in self.frames for message in frame["messages"]]

    async def receives(self, kind: str) -> None:
        """Wait for a frame of this type."""
        async with asyncio.timeout(60):
            while not any(frame["type"] == kind for frame in self.frames):
                self._arrived.clear()
                await self._arrived.wait()

    async def reaches(self, seq: int) -> None:
        """Wait until a frame has moved the cursor this far."""
        async with asyncio.timeout(60):
            while not self.frames or self.frames[-1]["upto"] < seq:
                self._arrived.clear()
                await self._arrived.wait()


@pytest.fixture
async def hub():
    threads = DatabaseThreads("test-read", 2)
    yield Hub(threads, Doorbell(lambda _heads: None))
    await asyncio.to_thread(threads.close)


@pytest.fixture
def write(lobby, alice):
    """Return a coroutine that appends messages to the lobby and returns its new head."""

    def append(count: int, body: str) -> int:
        drafts = [Message(room_id=lobby.pk, author_id=alice.pk, body=body) for _ in range(count)]
        with journal.locked([lobby.pk]) as heads:
            journal.append(heads, drafts)
        return journal.heads([lobby.pk])[lobby.pk]

    async def write(count: int = 1, body: str = "hello") -> int:
        return await sync_to_async(append)(count, body)

    return write


def at(head: int) -> Entrance:
    """A member who sees everything, and came when this was the head."""
    return Entrance(head, floor=0, is_member=True, is_listed=True, may_type=True)


def add(hub: Hub) -> Watcher:
    watcher = Watcher()
    hub.add(watcher)
    return watcher


class SlowLayer(InMemoryChannelLayer):
    """A layer in which a room's group is joined when it is told to, and no sooner."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.goes_on = asyncio.Event(), asyncio.Event()

    async def group_add(self, group, channel):
        if group.startswith("room."):
            self.asked.set()
            await self.goes_on.wait()
        await super().group_add(group, channel)


async def test_a_commit_while_the_rooms_group_is_being_joined_is_not_missed(
    lobby, write, monkeypatch
):
    layer, threads = SlowLayer(), DatabaseThreads("test-read", 2)
    monkeypatch.setattr(doorbell, "get_channel_layer", lambda: layer)
    monkeypatch.setattr(doorbell, "GROUPS_TIMEOUT_SECONDS", 60)
    bell = Doorbell(lambda heads: slow.told(heads), joined=lambda rooms: slow.look_at(rooms))
    slow = Hub(threads, bell)
    # The head poll does not run: only what joining the group brings can deliver.
    running = [asyncio.create_task(work) for work in (bell.run(), slow.look_for_ever())]
    watcher = add(slow)
    slow.watch(watcher, lobby.pk, 1, at(1))
    await layer.asked.wait()
    monkeypatch.setattr(doorbell, "ring", lambda heads: None)  # another process has committed it
    await write()
    layer.goes_on.set()
    await watcher.reaches(2)
    assert watcher.seqs == [2]
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    await asyncio.to_thread(threads.close)


class RememberingBell:
    """A doorbell that only keeps in which rooms somebody watches."""

    healthy = True

    def __init__(self) -> None:
        self.watched: set[int] = set()

    def watch(self, room_id: int) -> None:
        self.watched.add(room_id)

    def unwatch(self, room_id: int) -> None:
        self.watched.discard(room_id)


async def test_the_doorbell_is_told_of_the_first_watcher_and_of_the_last_one_going(lobby):
    threads = DatabaseThreads("test-read", 1)
    bell = RememberingBell()
    hub = Hub(threads, bell)
    one, other = add(hub), add(hub)
    for watcher in (one, other):
        hub.watch(watcher, lobby.pk, 1, at(1))
    hub.unwatch(one, lobby.pk)
    assert bell.watched == {lobby.pk}
    hub.drop(other)
    assert bell.watched == set()
    await asyncio.to_thread(threads.close)


async def test_a_watcher_behind_is_given_all_that_follows_its_cursor(hub, lobby, write):
    head = await write(5)
    watcher = add(hub)
    assert hub.watch(watcher, lobby.pk, 2, at(head)) is None
    await watcher.reaches(6)
    assert watcher.seqs == [3, 4, 5, 6]


async def test_a_live_watcher_is_given_what_is_told(hub, lobby, write):
    watcher = add(hub)
    hub.watch(watcher, lobby.pk, 1, at(1))
    hub.told({lobby.pk: await write(2)})
    await watcher.reaches(3)
    assert watcher.seqs == [2, 3]


async def test_a_watcher_who_comes_while_others_write_misses_nothing(hub, lobby, write):
    early = add(hub)
    hub.watch(early, lobby.pk, 0, at(1))
    late: list[Watcher] = []
    for number in range(30):
        head = await write()
        hub.told({lobby.pk: head})
        if number % 3 == 0:
            late.append(add(hub))
            hub.watch(late[-1], lobby.pk, number // 2, at(head))
    for watcher in (early, *late):
        await watcher.reaches(31)
    assert early.seqs == list(range(1, 32))
    for number, watcher in enumerate(late):
        cursor = number * 3 // 2  # a frame that was on its way may begin before it, not after
        assert [seq for seq in dict.fromkeys(watcher.seqs) if seq > cursor] == [
            *range(cursor + 1, 32)
        ]


async def test_what_is_said_in_one_moment_shares_a_frame(hub, lobby, write):
    watcher = add(hub)
    hub.watch(watcher, lobby.pk, 1, at(1))
    head = await write(3)
    for told in range(2, head + 1):  # the first is sent at once, the others with each other
        hub.told({lobby.pk: told})
        await asyncio.sleep(0)
    await watcher.reaches(head)
    assert [len(frame["messages"]) for frame in watcher.frames] in ([1, 2], [3])


async def test_every_frame_begins_where_the_one_before_it_ended(hub, lobby, write):
    watcher = add(hub)
    hub.watch(watcher, lobby.pk, 0, at(1))
    for _ in range(10):
        hub.told({lobby.pk: await write(3)})
    await watcher.reaches(31)
    ends = [frame["upto"] for frame in watcher.frames]
    assert [frame["after"] for frame in watcher.frames] == [0, *ends[:-1]]


async def test_a_message_is_encoded_once_for_all_who_are_live(
    hub, lobby, write, monkeypatch, django_assert_max_num_queries
):
    encoded = []
    encode = frames.encode_message
    monkeypatch.setattr(
        frames, "encode_message", lambda facts: encoded.append(facts["seq"]) or encode(facts)
    )
    watchers = [add(hub) for _ in range(50)]
    for watcher in watchers:
        hub.watch(watcher, lobby.pk, 1, at(1))
    await asyncio.sleep(0)
    hub.told({lobby.pk: await write()})
    for watcher in watchers:
        await watcher.reaches(2)
    assert encoded == [2]


async def test_the_poll_finds_what_nobody_rang_for(hub, lobby, write, monkeypatch):
    monkeypatch.setattr(hub_module, "POLL_SECONDS", 0.05)
    watcher = add(hub)
    hub.watch(watcher, lobby.pk, 1, at(1))
    polling = asyncio.create_task(hub.poll_for_ever())
    await write(2)
    await watcher.reaches(3)
    polling.cancel()
    assert watcher.seqs == [2, 3]


async def test_a_long_way_is_walked_in_pages(hub, lobby, write):
    head = await write(450)
    watcher = add(hub)
    hub.watch(watcher, lobby.pk, 0, at(head))
    await watcher.reaches(451)
    assert [len(frame["messages"]) for frame in watcher.frames] == [200, 200, 51]


async def test_a_frame_holds_no_more_bytes_than_the_limit(hub, lobby, write, monkeypatch):
    monkeypatch.setattr(batch_module, "BATCH_BYTES", 4_000)
    head = await write(6, body="x" * 1_000)
    watcher = add(hub)
    hub.watch(watcher, lobby.pk, 1, at(head))
    await watcher.reaches(7)
    assert max(len(json.dumps(frame)) for frame in watcher.frames) < 5_000
    assert watcher.seqs == [2, 3, 4, 5, 6, 7]


async def test_a_message_above_the_limit_of_bytes_travels_alone(hub, lobby, write, monkeypatch):
    monkeypatch.setattr(batch_module, "BATCH_BYTES", 500)
    head = await write(2, body="x" * 1_000)
    watcher = add(hub)
    hub.watch(watcher, lobby.pk, 1, at(head))
    await watcher.reaches(3)
    assert [len(frame["messages"]) for frame in watcher.frames] == [1, 1]


async def test_a_cursor_too_far_behind_or_ahead_is_told_to_start_anew(hub, lobby):
    watcher = add(hub)
    behind = json.loads(hub.watch(watcher, lobby.pk, 0, at(5_000)).text)
    ahead = json.loads(hub.watch(watcher, lobby.pk, 5_001, at(5_000)).text)
    assert (behind["reason"], ahead["reason"]) == ("behind", "ahead")
    assert hub.watched_by(watcher) == set()


async def test_a_client_that_does_not_keep_up_is_spared_and_misses_nothing(hub, lobby, write):
    slow, quick = add(hub), add(hub)
    for socket in (slow, quick):
        hub.watch(socket, lobby.pk, 1, at(1))
    slow.full = True
    hub.told({lobby.pk: await write(3)})
    await quick.reaches(4)
    assert slow.frames == []
    slow.full = False
    hub.told({lobby.pk: await write(2)})
    await slow.reaches(6)
    assert slow.seqs == quick.seqs == [2, 3, 4, 5, 6]


async def test_a_client_that_has_fallen_far_behind_starts_anew(hub, lobby, write, monkeypatch):
    monkeypatch.setattr(hub_module, "RESYNC_BEYOND", 5)
    slow, quick = add(hub), add(hub)
    for socket in (slow, quick):
        hub.watch(socket, lobby.pk, 1, at(1))
    slow.full = True
    hub.told({lobby.pk: await write(1)})
    await quick.reaches(2)
    hub.told({lobby.pk: await write(9)})
    await quick.reaches(11)
    slow.full = False
    await slow.receives("resync")
    assert hub.watched_by(slow) == set()


async def test_after_unwatch_nothing_arrives(hub, lobby, write):
    leaver, watcher = add(hub), add(hub)
    for socket in (leaver, watcher):
        hub.watch(socket, lobby.pk, 1, at(1))
    hub.unwatch(leaver, lobby.pk)
    hub.told({lobby.pk: await write()})
    await watcher.reaches(2)
    assert leaver.frames == []


async def test_an_old_head_changes_nothing(hub, lobby, write):
    watcher = add(hub)
    head = await write(2)
    hub.watch(watcher, lobby.pk, 1, at(head))
    await watcher.reaches(3)
    hub.told({lobby.pk: 1})
    hub.told({lobby.pk: await write()})
    await watcher.reaches(4)
    assert watcher.seqs == [2, 3, 4]


async def test_a_head_heard_of_before_anybody_watched_counts(hub, lobby, write):
    """A ring that comes between reading the head and watching must not be lost."""
    hub.told({lobby.pk: await write(2)})
    watcher = add(hub)
    hub.watch(watcher, lobby.pk, 1, at(1))
    await watcher.reaches(3)
    assert watcher.seqs == [2, 3]


async def test_what_a_room_is_comes_behind_the_line_that_changes_it(hub, lobby, alice):
    watcher = add(hub)
    watcher.user_id = alice.pk
    hub.watch(watcher, lobby.pk, 1, at(1))
    await sync_to_async(make_private)(alice, lobby)
    hub.told({lobby.pk: 2})
    await watcher.receives("room")
    assert [frame["type"] for frame in watcher.frames] == ["changes", "room"]
    assert watcher.frames[-1]["facts"]["kind"] == "private"


async def test_a_list_that_was_told_is_never_followed_by_what_was_read_before_it(
    hub, lobby, alice, charlie, monkeypatch
):
    """An address is given up without a line: only the list of a member's rooms tells of it."""
    watcher = add(hub)
    watcher.user_id = alice.pk
    hub.watch(watcher, lobby.pk, 1, at(1))
    read = visibility.readers

    def give_up_the_address_meanwhile(room_id, user_ids):
        if watcher.standings_read_at == 0.0:
            create_room(charlie, lobby.name)
            watcher.standings_read_at = time.monotonic()
        return read(room_id, user_ids)

    monkeypatch.setattr(visibility, "readers", give_up_the_address_meanwhile)
    await sync_to_async(make_private)(alice, lobby)
    hub.told({lobby.pk: 2})
    await watcher.receives("room")
    address = await sync_to_async(Room.objects.values_list("slug", flat=True).get)(pk=lobby.pk)
    told = [frame["facts"]["slug"] for frame in watcher.frames if frame["type"] == "room"]
    assert told == [address]
    assert address != lobby.slug
