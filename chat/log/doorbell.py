"""The doorbell: says "room 5 is at 912" wherever somebody watches room 5.

The only file that touches the channel layer. A process is in the group of each room that is watched
there, and in one group of all processes: for what concerns people, and
for ephemeral news, which nobody misses for long, such as who is here.

Nothing is lost when a ring is lost: the hub reads heads from the database once a second anyway.
Without Redis there is no layer, and one process, which rings for itself alone.
"""

import asyncio
import logging
import time
import uuid
from collections.abc import Callable, Coroutine, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from channels.layers import get_channel_layer

from chat.log.room_groups import RoomGroups

logger = logging.getLogger(__name__)

Heads = Mapping[int, int]
Ephemeral = tuple[str, dict[str, Any]]

PEOPLE = 0
"""The id under which the log of people is rung, like a room's; no room has it."""

EVERYBODY = "doorbell"
ROOMS_APART_MAX = 16
"""When more rooms than this have news in the same moment, one message tells all processes."""
EPHEMERAL_MAX = 1_000

PUBLISH_TIMEOUT_SECONDS = 1.0
GROUPS_TIMEOUT_SECONDS = 2.0
CHECK_SECONDS = 1.0
ECHO_AGAIN_SECONDS = 0.25
RETRY_SECONDS = 2.0
GROUPS_AT_ONCE = 64
"""So many are joined, or left, before the event loop goes on: some milliseconds."""

_open: set["Doorbell"] = set()


def ring(heads: Heads) -> None:
    """Tell this process at once, and the others soon, how far these rooms have come.

    May be called from any thread. In a process that serves nobody, such as a command, nothing
    happens: the servers find the change by their own look at the heads.
    """
    for doorbell in tuple(_open):
        with suppress(RuntimeError):  # its loop has just been closed: nobody listens any more
            doorbell.loop.call_soon_threadsafe(doorbell.push, dict(heads))


def tell_ephemeral(topic: str, told: dict[str, Any]) -> None:
    """Tell every process something that may get lost, this one included; from any thread.

    `told` is made of what JSON has. What cannot be carried at once is dropped.
    """
    for doorbell in tuple(_open):
        with suppress(RuntimeError):
            doorbell.loop.call_soon_threadsafe(doorbell.tell_ephemeral, topic, told)


@dataclass(slots=True)
class News:
    """What the next message to a group tells."""

    heads: dict[int, int] = field(default_factory=dict)
    ephemeral: list[Ephemeral] = field(default_factory=list)

    def add(self, other: "News") -> None:
        """Tell what the other one tells, too."""
        self.heads.update(other.heads)
        self.ephemeral += other.ephemeral


class Doorbell:
    """One process's doorbell, bound to the event loop that it was made in.

    `heard` and `ephemeral` are called with rings and with ephemeral news, `joined` with rooms whose
    rings are heard from now on: what happened in them before has to be looked up.
    """

    def __init__(
        self,
        heard: Callable[[Heads], None],
        ephemeral: Callable[[str, dict[str, Any]], None] = lambda _topic, _told: None,
        joined: Callable[[Iterable[int]], None] = lambda _room_ids: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.loop = asyncio.get_running_loop()
        self.listening = asyncio.Event()
        self.has_others = _layer() is not None
        self._heard = heard
        self._take_ephemeral = ephemeral
        self._tell_joined = joined
        self._name = uuid.uuid4().hex
        self._failing: set[str] = set()
        self._news: dict[str, News] = {}
        self._ephemeral_waiting = 0
        self._something_to_tell = asyncio.Event()
        self._groups = RoomGroups(clock)
        self._groups_to_change = asyncio.Event()
        self._own = f"process.{self._name}"
        self._channel: asyncio.Future[str] = self.loop.create_future()
        self._echo = 0
        self._echoed = asyncio.Event()

    @property
    def healthy(self) -> bool:
        """Whether others were told of late, and this process hears what it tells itself."""
        return not self._failing

    async def run(self) -> None:
        """Ring and listen until cancelled."""
        _open.add(self)
        try:
            async with asyncio.TaskGroup() as tasks:
                if self.has_others:
                    tasks.create_task(self._publish_for_ever())
                    tasks.create_task(self._keep_groups_for_ever())
                    tasks.create_task(self._listen_for_ever())
                await asyncio.Future()
        finally:
            _open.discard(self)

    # --- What is told -----------------------------------------------------------------------

    def push(self, heads: Heads) -> None:
        """Tell the hub of this process now; the others are told as soon as the layer takes it."""
        self._heard(heads)
        for room_id, seq in heads.items() if self.has_others else ():
            self._news_for(_group_of(room_id)).heads[room_id] = seq

    def tell_ephemeral(self, topic: str, told: dict[str, Any]) -> None:
        """Tell this process now, and the others with the next ring."""
        self._take_ephemeral(topic, told)
        self._carry(EVERYBODY, (topic, told))

    def tell_room(self, room_id: int, topic: str, told: dict[str, Any]) -> None:
        """The same, to those processes where somebody watches the room."""
        self._take_ephemeral(topic, told)
        self._carry(_group_of(room_id), (topic, told))

    def _carry(self, group: str, ephemeral: Ephemeral) -> None:
        if self.has_others and self._ephemeral_waiting < EPHEMERAL_MAX:
            self._ephemeral_waiting += 1
            self._news_for(group).ephemeral.append(ephemeral)

    def _news_for(self, group: str) -> News:
        self._something_to_tell.set()
        return self._news.setdefault(group, News())

    async def _publish_for_ever(self) -> None:
        """What comes while something is on its way is carried together by the next message."""
        while True:
            await self._something_to_tell.wait()
            self._something_to_tell.clear()
            news, self._news, self._ephemeral_waiting = self._news, {}, 0
            await self._guarded("publish", self._publish(news))

    async def _publish(self, news: dict[str, News]) -> None:
        if len(news) > ROOMS_APART_MAX:
            news = {EVERYBODY: _together(news.values())}
        async with asyncio.timeout(PUBLISH_TIMEOUT_SECONDS):
            for group, told in news.items():
                await self._send(group, told)

    async def _send(self, group: str, news: News, **more: Any) -> None:
        heads = {str(room_id): seq for room_id, seq in news.heads.items()}
        told = {"type": "ring", "by": self._name, "heads": heads, "whispers": news.ephemeral}
        await _layer().group_send(group, told | more)

    # --- What is heard ----------------------------------------------------------------------

    async def _listen_for_ever(self) -> None:
        channel = await self._channel
        while True:
            try:
                self._hear(await _layer().receive(channel))
            except Exception as error:
                logger.warning("A ring could not be read: %r", error)
                await asyncio.sleep(RETRY_SECONDS)
            _heed_cancellation()

    def _hear(self, message: dict[str, Any]) -> None:
        if message["by"] == self._name:
            if message.get("echo") == self._echo:
                self._echoed.set()
            return
        self._heard({int(room_id): seq for room_id, seq in message["heads"].items()})
        for topic, told in message["whispers"]:
            self._take_ephemeral(topic, told)

    # --- Where it is heard ------------------------------------------------------------------

    def watch(self, room_id: int) -> None:
        """Hear this room's rings soon: somebody here watches it."""
        if self.has_others and self._groups.watch(room_id):
            self._groups_to_change.set()

    def unwatch(self, room_id: int) -> None:
        """Hear this room's rings for another minute: nobody here watches it any more."""
        if self.has_others:
            self._groups.unwatch(room_id)

    async def _keep_groups_for_ever(self) -> None:
        """In a task of its own: no socket ever waits for the layer."""
        while True:
            was_deaf = "groups" in self._failing
            if not await self._guarded("groups", self._keep_groups()):
                await asyncio.sleep(RETRY_SECONDS)
            elif was_deaf:
                self._tell_joined(tuple(self._groups.joined))
            with suppress(TimeoutError):
                async with asyncio.timeout(CHECK_SECONDS):
                    await self._groups_to_change.wait()
            self._groups_to_change.clear()

    async def _keep_groups(self) -> None:
        """Leave and join some groups; when there are none to join, look whether one is heard."""
        async with asyncio.timeout(GROUPS_TIMEOUT_SECONDS):
            if not self.listening.is_set():
                return await self._open()
            forgotten = self._groups.take_forgotten(GROUPS_AT_ONCE)
            for room_id in forgotten:
                await _layer().group_discard(_group_of(room_id), self._channel.result())
            new = self._groups.to_join(GROUPS_AT_ONCE)
            await self._join(*map(_group_of, new)) if new else await self._echo_from(self._own)
        self._groups.confirm(new)
        self._tell_joined(new)
        if GROUPS_AT_ONCE in (len(forgotten), len(new)):  # there may be more
            self._groups_to_change.set()

    async def _open(self) -> None:
        if not self._channel.done():
            self._channel.set_result(await _layer().new_channel())
        await self._join(EVERYBODY, self._own)
        self.listening.set()

    async def _join(self, *groups: str) -> None:
        """Join them in turn, over one connection: whoever hears the last one hears them all."""
        for group in groups:
            await _layer().group_add(group, self._channel.result())
        await self._echo_from(groups[-1])

    async def _echo_from(self, group: str) -> None:
        """Return once something that is told to this group is heard here."""
        self._echo += 1
        self._echoed.clear()
        while not self._echoed.is_set():
            await self._send(group, News(), echo=self._echo)
            with suppress(TimeoutError):
                async with asyncio.timeout(ECHO_AGAIN_SECONDS):
                    await self._echoed.wait()

    async def _guarded(self, what: str, step: Coroutine[Any, Any, None]) -> bool:
        """A layer that fails in whatever way is only slow news: say so once and go on."""
        try:
            await step
        except Exception as error:
            if self.healthy:
                logger.warning("The channel layer is away, the head poll goes on: %r", error)
            self._failing.add(what)
        else:
            if self._failing == {what}:
                logger.warning("The channel layer is back.")
            self._failing.discard(what)
        _heed_cancellation()
        return what not in self._failing


def _group_of(room_id: int) -> str:
    return EVERYBODY if room_id == PEOPLE else f"room.{room_id}"


def _together(several: Iterable[News]) -> News:
    together = News()
    for news in several:
        together.add(news)
    return together


def _heed_cancellation() -> None:
    """End this task if it was told to: redis-py can forget that while it connects."""
    task = asyncio.current_task()
    if task and task.cancelling():
        raise asyncio.CancelledError


def _layer() -> Any:
    return get_channel_layer()
