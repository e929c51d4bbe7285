"""What one serving process keeps: doorbell, hub, writer, presence; started with its event loop."""

import asyncio
import random
import uuid
from collections.abc import Coroutine, Iterable, Mapping
from contextlib import suppress
from typing import Any

from django.conf import settings

from chat import health
from chat.live.database_threads import DatabaseThreads, ReadingThreads
from chat.live.fanout.heartbeat import Heartbeat
from chat.live.fanout.hub import Hub
from chat.live.fanout.sockets import YIELD_EVERY_SOCKETS, Socket, send_to_those_who_keep_up
from chat.live.presence.balance import Balance
from chat.live.presence.maintenance import Maintenance
from chat.live.presence.people import People
from chat.live.presence.people_log import PeopleLog
from chat.live.presence.presence import Presence
from chat.live.presence.staff import Staff
from chat.live.presence.user_events import UserEvents
from chat.live.presence.welcome import Place
from chat.live.sessions.expiry import Sessions
from chat.live.wire import frames
from chat.live.wire.protocol import Close
from chat.live.writing.writer import Writer
from chat.log.doorbell import PEOPLE, Doorbell
from chat.models import User

READERS = 4
RENDERERS = 2
"""Threads in which texts become HTML: one long text does not keep all the others waiting."""

LEAVING_PER_SECOND = 2_000
COMING_BACK_PER_SECOND = 400
"""About as many as one process can take in; see docs/performance.md."""
PAGES_SECONDS = 15.0
"""So long pages that are being made may take; the database's limits end theirs before that."""
FAREWELL_SECONDS = 0.25
"""So long what was written last may take to leave, and the clients to close their end."""

_running: dict[asyncio.AbstractEventLoop, "Runtime"] = {}


class Runtime:
    """The parts that the sockets of one event loop share."""

    def __init__(self) -> None:
        self.readers = ReadingThreads("read", READERS)
        self.rendering = DatabaseThreads("render", RENDERERS)
        self.writing = DatabaseThreads("write", 1)
        self.people = People()
        self.place = Place()
        self.doorbell = Doorbell(self._heard, self._take_ephemeral, self._joined)
        self.hub = Hub(self.readers, self.doorbell)
        self.heartbeat = Heartbeat(self.hub, settings.HEARTBEAT_SECONDS)
        self.people_log = PeopleLog(self.readers, self.people.renew)
        name = uuid.uuid4().hex
        self.presence = Presence(name, self.people, self.doorbell.tell_ephemeral)
        self.balance = Balance(name, self.people.everybody, self.doorbell.tell_ephemeral)
        self.user_events = UserEvents(
            self.readers, self.people, self._look_again, self._ban, self.tell_not_typing
        )
        self.staff = Staff(self.people)
        self.sessions = Sessions(self.readers, self.people)
        self.maintenance = Maintenance(self.readers, self.people.everybody)
        self.writer = Writer(self.writing, settings.WRITER_QUEUE)
        self.draining = False
        self.serving = 0
        self._tasks: set[asyncio.Task[None]] = set()
        for work in (
            self.doorbell.run(),
            self.writer.run(),
            self.hub.poll_for_ever(),
            self.hub.look_for_ever(),
            self.heartbeat.run(),
            self.people_log.poll_for_ever(),
            self.presence.tell_for_ever(),
            self.staff.tell_for_ever(),
            self.user_events.run(),
            self.sessions.run(),
            self.maintenance.run(),
            self.user_events.forget_for_ever(self.writing),
        ):
            self.start(work)
        if self.doorbell.has_others:
            self.start(self.presence.gossip_for_ever())
            self.start(self.balance.run())

    def drop(self, socket: Socket) -> None:
        """Forget a socket everywhere."""
        self.hub.drop(socket)
        self.heartbeat.drop(socket)
        self.people_log.drop(socket)
        self.people.exit(socket)
        self.presence.left(socket)

    # --- What the doorbell brings -----------------------------------------------------------

    def _heard(self, heads: Mapping[int, int]) -> None:
        rooms = dict(heads)
        people = rooms.pop(PEOPLE, None)
        self.hub.told(rooms)
        if people is not None:
            self.people_log.told(people)

    def _joined(self, room_ids: Iterable[int]) -> None:
        self.hub.look_at(room_ids)

    def _take_ephemeral(self, topic: str, told: dict[str, Any]) -> None:
        match topic:
            case "presence":
                self.presence.take(told)
            case "who is here":
                self.presence.gossip()
            case "load":
                self.balance.take(told)
            case "site":
                self.maintenance.told()
            case "notices":
                self.user_events.told()
            case "read":
                self.start(self.user_events.tell_own("read", told))
            case "bookmark":
                self.start(self.user_events.tell_own("bookmark", told))
            case "not posted":
                self.start(self.user_events.tell_not_posted(told))
            case "waiting":
                self.staff.told()
            case "typing":
                self.start(self._tell_others("typing", told, told["person"]["id"]))
            case "not typing":
                self.start(self._tell_others("not_typing", told, told["person"]))

    async def _tell_others(self, kind: str, told: dict[str, Any], user_id: int) -> None:
        others = [one for one in self.hub.watchers(told["room"]) if one.user_id != user_id]
        await send_to_those_who_keep_up(others, frames.frame(kind, **told))

    # --- What is told through it ------------------------------------------------------------

    def tell_typing(self, room_id: int, user: User) -> None:
        """Tell the others in the room that somebody is writing."""
        told = {"room": room_id, "person": user.facts()}
        self.doorbell.tell_room(room_id, "typing", told)

    def tell_not_typing(self, room_id: int, user_id: int) -> None:
        """Tell them that somebody who was writing may not any more."""
        told = {"room": room_id, "person": user_id}
        self.doorbell.tell_room(room_id, "not typing", told)

    async def _look_again(self, user_id: int) -> None:
        """Close those of the person's sockets whose session has ended."""
        await self.sessions.close_ended(self.people.sockets_of(user_id))

    async def _ban(self, user_id: int) -> None:
        """Close all sockets of somebody who is banned, unless that has been lifted by now."""
        await self.sessions.close_ended(self.people.sockets_of(user_id), Close.BANNED)

    # --- Its own beginning and end ----------------------------------------------------------

    def begin_draining(self) -> None:
        """From now on sockets are sent away, and answers end their connections."""
        self.draining = True
        self.balance.tell(None)
        health.draining.begin()

    async def drain(self) -> None:
        """Send all sockets away, some at a time, and finish the pages that are being made.

        They come back elsewhere, or here when this is a restart: not all in the same moment.
        """
        sockets = self.people.everybody()
        seconds = len(sockets) / COMING_BACK_PER_SECOND
        for number, socket in enumerate(sockets, 1):
            socket.leave(Close.DRAINING, random.uniform(0, max(seconds, 0.5)))
            if number % YIELD_EVERY_SOCKETS == 0:
                await asyncio.sleep(YIELD_EVERY_SOCKETS / LEAVING_PER_SECOND)
        await asyncio.sleep(FAREWELL_SECONDS)
        with suppress(TimeoutError):
            async with asyncio.timeout(PAGES_SECONDS):
                while self.serving:
                    await asyncio.sleep(0.05)
        await asyncio.sleep(FAREWELL_SECONDS)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run this until the process ends."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """End what runs and close the database connections."""
        _running.pop(asyncio.get_running_loop(), None)
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.to_thread(self.readers.close)
        await asyncio.to_thread(self.rendering.close)
        await asyncio.to_thread(self.writing.close)


def current() -> Runtime:
    """Return the runtime of the running event loop, started on first use."""
    loop = asyncio.get_running_loop()
    if loop not in _running:
        _running[loop] = Runtime()
    return _running[loop]


class WithRuntime:
    """An ASGI application whose process hears the doorbell from its first request on.

    Without it a process that has served only pages would not ring for what they changed.
    """

    def __init__(self, application: Any) -> None:
        self._application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Start the runtime if need be, and hand over."""
        runtime = current()
        runtime.serving += 1
        try:
            wrapped = _ending(runtime, send) if scope["type"] == "http" else send
            await self._application(scope, receive, wrapped)
        finally:
            runtime.serving -= 1


def _ending(runtime: Runtime, send: Any) -> Any:
    """Return a `send` that tells, once this process drains, not to use the connection again."""

    async def send_last(event: dict[str, Any]) -> None:
        if runtime.draining and event["type"] == "http.response.start":
            event = {**event, "headers": [*event["headers"], (b"connection", b"close")]}
        await send(event)

    return send_last
