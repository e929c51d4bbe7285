"""The doorbell: says "room 5 is at 912" to every process. The only file that touches the layer.

Nothing is lost when a ring is lost: the hub reads heads from the database once a second anyway.
Without Redis there is no layer, and one process, which rings for itself alone.
Beside the heads go whispers: what nobody misses for long, such as who is here or is typing.
"""

import asyncio
import logging
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from channels.layers import get_channel_layer

logger = logging.getLogger(__name__)

Heads = Mapping[int, int]
Whisper = tuple[str, dict[str, Any]]

GROUP = "doorbell"
PUBLISH_TIMEOUT_SECONDS = 1.0
RETRY_SECONDS = 2.0
WHISPERS_MAX = 1_000

_open: set["Doorbell"] = set()


def ring(heads: Heads) -> None:
    """Tell this process at once, and the others soon, how far these rooms have come.

    May be called from any thread. In a process that serves nobody, such as a command, nothing
    happens: the servers find the change by their own look at the heads.
    """
    for doorbell in tuple(_open):
        with suppress(RuntimeError):  # its loop has just been closed: nobody listens any more
            doorbell.loop.call_soon_threadsafe(doorbell.push, dict(heads))


def whisper(topic: str, told: dict[str, Any]) -> None:
    """Tell every process something that may get lost, this one included; from any thread.

    `told` is made of what JSON has. Whispers that cannot be carried at once are dropped.
    """
    for doorbell in tuple(_open):
        with suppress(RuntimeError):
            doorbell.loop.call_soon_threadsafe(doorbell.murmur, topic, told)


class Doorbell:
    """One process's doorbell, bound to the event loop that it was made in."""

    def __init__(
        self,
        heard: Callable[[Heads], None],
        overheard: Callable[[str, dict[str, Any]], None] = lambda _topic, _told: None,
    ) -> None:
        self.loop = asyncio.get_running_loop()
        self.healthy = True
        self.listening = asyncio.Event()
        self._heard = heard
        self._overheard = overheard
        self._whispers: list[Whisper] = []
        self._name = uuid.uuid4().hex
        self._pending: dict[int, int] = {}
        self._something = asyncio.Event()
        self.has_others = _layer() is not None

    async def run(self) -> None:
        """Ring and listen until cancelled."""
        _open.add(self)
        try:
            async with asyncio.TaskGroup() as tasks:
                if self.has_others:
                    tasks.create_task(self._publish_for_ever())
                    tasks.create_task(self._listen_for_ever())
                await asyncio.Future()
        finally:
            _open.discard(self)

    def push(self, heads: Heads) -> None:
        """Tell the hub of this process now; the others are told as soon as the layer takes it."""
        self._heard(heads)
        if self.has_others:
            self._pending.update(heads)
            self._something.set()

    def murmur(self, topic: str, told: dict[str, Any]) -> None:
        """Whisper to this process now, and to the others with the next ring."""
        self._overheard(topic, told)
        if self.has_others and len(self._whispers) < WHISPERS_MAX:
            self._whispers.append((topic, told))
            self._something.set()

    async def _publish_for_ever(self) -> None:
        while True:
            await self._something.wait()
            self._something.clear()
            heads, self._pending = self._pending, {}
            whispers, self._whispers = self._whispers, []
            await self._guarded(self._publish(heads, whispers))

    async def _publish(self, heads: Heads, whispers: list[Whisper]) -> None:
        """Rings that come while one is on its way are carried together by the next."""
        rung = {str(room_id): seq for room_id, seq in heads.items()}
        told = {"type": "ring", "by": self._name, "heads": rung, "whispers": whispers}
        async with asyncio.timeout(PUBLISH_TIMEOUT_SECONDS):
            await _layer().group_send(GROUP, told)

    async def _listen_for_ever(self) -> None:
        while True:
            await self._guarded(self._listen())
            await asyncio.sleep(RETRY_SECONDS)

    async def _listen(self) -> None:
        layer = _layer()
        channel = await layer.new_channel()
        await layer.group_add(GROUP, channel)
        self.listening.set()
        while True:
            _heed_cancellation()
            message = await layer.receive(channel)
            if message["by"] != self._name:
                self._heard({int(room_id): seq for room_id, seq in message["heads"].items()})
                for topic, told in message["whispers"]:
                    self._overheard(topic, told)

    async def _guarded(self, step: Any) -> None:
        """A layer that fails in whatever way is only slow news: say so once and go on."""
        try:
            await step
        except Exception as error:
            if self.healthy:
                logger.warning("The channel layer is away, the head poll goes on: %r", error)
            self.healthy = False
        else:
            if not self.healthy:
                logger.warning("The channel layer is back.")
            self.healthy = True
        _heed_cancellation()


def _heed_cancellation() -> None:
    """End this task if it was told to: redis-py can forget that while it connects."""
    task = asyncio.current_task()
    if task and task.cancelling():
        raise asyncio.CancelledError


def _layer() -> Any:
    return get_channel_layer()
