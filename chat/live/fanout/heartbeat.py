"""The heartbeat: tells every socket the heads of its rooms; a lost last message has no other sign.

One task for all sockets, which beats for a part of them at a time: idle sockets have no timers.
"""

import asyncio

from chat.live.fanout.hub import Hub
from chat.live.fanout.sockets import YIELD_EVERY_SOCKETS, Socket
from chat.live.wire import frames

TURNS = 25


class Heartbeat:
    """One per process; every socket has its turn once in `seconds`."""

    def __init__(self, hub: Hub, seconds: float) -> None:
        self._hub = hub
        self._seconds = seconds
        self._turns: list[set[Socket]] = [set() for _ in range(TURNS)]
        self._turn_of: dict[Socket, int] = {}
        self._next = 0

    def add(self, socket: Socket) -> None:
        """Give a socket its turn."""
        self._next = (self._next + 1) % TURNS
        self._turn_of[socket] = self._next
        self._turns[self._next].add(socket)

    def drop(self, socket: Socket) -> None:
        """Forget a socket."""
        turn = self._turn_of.pop(socket, None)
        if turn is not None:
            self._turns[turn].discard(socket)

    async def run(self) -> None:
        """Beat until cancelled."""
        while True:
            for sockets in self._turns:
                await asyncio.sleep(self._seconds / TURNS)
                await self._beat(tuple(sockets))

    async def _beat(self, sockets: tuple[Socket, ...]) -> None:
        now = frames.now()
        for number, socket in enumerate(sockets, 1):
            heads = {str(room_id): head for room_id, head in self._hub.heads_of(socket).items()}
            socket.send(frames.frame("heartbeat", heads=heads, now=now))
            if number % YIELD_EVERY_SOCKETS == 0:
                await asyncio.sleep(0)
