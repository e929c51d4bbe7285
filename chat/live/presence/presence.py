"""Who is here: gossip between processes, with expiry. No disconnect is trusted to be noticed.

Each process says through the doorbell whom it has, on change and every 15 seconds; what is not
repeated for 45 seconds is gone. A person is as present as the most present of their sockets.
"""

import asyncio
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from chat import open_sockets
from chat.live.fanout.sockets import Socket, send_to_those_who_keep_up
from chat.live.presence.people import People
from chat.live.wire import frames
from chat.live.wire.frames import Frame
from chat.open_sockets import Devices

GOSSIP_SECONDS = 15.0
EXPIRE_SECONDS = 45.0
GRACE_SECONDS = 10.0
"""So long a person stays present without a socket: a page that is loaded again does not flicker."""
FLUSH_SECONDS = 0.5

HERE, IDLE, AWAY = "here", "idle", "away"
RANK = {HERE: 0, IDLE: 1, AWAY: 2}

Ephemeral = Callable[[str, dict[str, Any]], None]


@dataclass(slots=True)
class Report:
    """What one process said last: who is there, and how."""

    heard_at: float
    people: dict[int, str] = field(default_factory=dict)


class Presence:
    """One per process; it hears itself as it hears the others."""

    def __init__(self, name: str, people: People, tell_ephemeral: Ephemeral) -> None:
        self._name = name
        self._people = people
        self._tell_ephemeral = tell_ephemeral
        self._idle: set[Socket] = set()
        self._reports: dict[str, Report] = {}
        self._shown: dict[int, str] = {}
        self._changed: set[int] = set()
        self._something = asyncio.Event()
        self._interests: dict[Socket, frozenset[int]] = {}
        self._interested: dict[frozenset[int], set[Socket]] = {}

    # --- What sockets do --------------------------------------------------------------------

    def entered(self, socket: Socket) -> None:
        """Take note of a new socket, whose person is here."""
        self._note(socket.user_id)

    def left(self, socket: Socket) -> None:
        """Take note that a socket is gone; its person may be back in a moment."""
        self._idle.discard(socket)
        self._lose_interest(socket)
        asyncio.get_running_loop().call_later(GRACE_SECONDS, self._note, socket.user_id)

    def said(self, socket: Socket, state: str) -> None:
        """Hear how the person in front of this socket is: `here` or `idle`."""
        (self._idle.add if state == IDLE else self._idle.discard)(socket)
        self._note(socket.user_id)

    def asked(self, socket: Socket, people: Iterable[int]) -> Frame:
        """Return the frame of how these people are, and tell the socket of changes from now on."""
        self._lose_interest(socket)
        interest = frozenset(people)
        self._interests[socket] = interest
        self._interested.setdefault(interest, set()).add(socket)
        return self._frame(interest)

    def here(self) -> frozenset[int]:
        """Return everybody who is here or idle, in whatever process."""
        return frozenset(self._shown)

    def _lose_interest(self, socket: Socket) -> None:
        interest = self._interests.pop(socket, None)
        if interest is None:
            return
        self._interested[interest].discard(socket)
        if not self._interested[interest]:
            del self._interested[interest]

    # --- What processes say -----------------------------------------------------------------

    def _note(self, user_id: int) -> None:
        state, devices = self._state_here(user_id), self._devices_here(user_id)
        was = self._told_here().get(user_id, AWAY), self._open_here().get(user_id, [])
        if (state, devices) != was:
            self._say({user_id: state}, {user_id: devices})

    def _told_here(self) -> Mapping[int, str]:
        own = self._reports.get(self._name)
        return own.people if own else {}

    def _open_here(self) -> Devices:
        return open_sockets.within(self._name)

    def _say(self, people: Mapping[int, str], devices: Devices, **more: bool) -> None:
        told = {"people": _with_texts(people), "devices": _with_texts(devices)}
        self._tell_ephemeral("presence", {"by": self._name, **told, **more})

    def _state_here(self, user_id: int) -> str:
        sockets = self._people.sockets_of(user_id)
        if not sockets:
            return AWAY
        return IDLE if all(socket in self._idle for socket in sockets) else HERE

    def _devices_here(self, user_id: int) -> list[str]:
        sockets = self._people.sockets_of(user_id)
        return sorted(open_sockets.device(socket.session_key) for socket in sockets)

    def gossip(self) -> None:
        """Say everybody who is here in this process."""
        self._say(self._told_here(), self._open_here(), all=True)

    def take(self, told: Mapping[str, Any]) -> None:
        """Hear what a process says of the people that it has."""
        report = self._reports.setdefault(told["by"], Report(time.monotonic()))
        report.heard_at = time.monotonic()
        people = _with_numbers(told["people"])
        devices = _with_numbers(told.get("devices", {}))  # a process of an older version says none
        gone = set(report.people) - set(people) if "all" in told else set()
        people |= dict.fromkeys(gone, AWAY)
        open_sockets.heard(told["by"], devices | {user_id: [] for user_id in gone})
        report.people |= people
        for user_id in [one for one, state in people.items() if state == AWAY]:
            del report.people[user_id]
        self._reconsider(people)

    def expire(self) -> None:
        """Forget the processes that have not said anything for long."""
        oldest = time.monotonic() - EXPIRE_SECONDS
        for name in [name for name, one in self._reports.items() if one.heard_at < oldest]:
            open_sockets.forget(name)
            self._reconsider(self._reports.pop(name).people)

    def _reconsider(self, user_ids: Collection[int]) -> None:
        for user_id in tuple(user_ids):
            reports = (report.people.get(user_id, AWAY) for report in self._reports.values())
            state = min(reports, key=RANK.__getitem__, default=AWAY)
            if state == self._shown.get(user_id, AWAY):
                continue
            if state == AWAY:
                del self._shown[user_id]
            else:
                self._shown[user_id] = state
            self._changed.add(user_id)
        if self._changed:
            self._something.set()

    # --- For as long as the process runs ----------------------------------------------------

    async def gossip_for_ever(self) -> None:
        """Ask the others once, then gossip and expire until cancelled."""
        self._tell_ephemeral("who is here", {})
        while True:
            await asyncio.sleep(GOSSIP_SECONDS)
            self.gossip()
            self.expire()

    async def tell_for_ever(self) -> None:
        """Tell the sockets what has changed about the people they asked for, until cancelled."""
        while True:
            await self._something.wait()
            # What changes within this time is told together, whatever the number of people.
            await asyncio.sleep(FLUSH_SECONDS)
            self._something.clear()
            changed, self._changed = frozenset(self._changed), set()
            for interest, sockets in tuple(self._interested.items()):
                if concerned := interest & changed:
                    await send_to_those_who_keep_up(sockets, self._frame(concerned))

    def _frame(self, user_ids: Iterable[int]) -> Frame:
        people = {str(user_id): self._shown.get(user_id, AWAY) for user_id in user_ids}
        return frames.frame("presence", people=people)


def _with_texts(people: Mapping[int, Any]) -> dict[str, Any]:
    """JSON has texts for keys."""
    return {str(user_id): told for user_id, told in people.items()}


def _with_numbers(people: Mapping[str, Any]) -> dict[int, Any]:
    return {int(user_id): told for user_id, told in people.items()}
