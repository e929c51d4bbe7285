"""After a restart one process may hold everybody: it asks a few at a time to come back.

A proxy sends whoever comes to the process that holds fewest, but moves nobody who stays. Each
process tells the others how many sockets it holds; what is not repeated is gone, as with presence.
"""

import asyncio
import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import ceil
from typing import Any

from chat.live.fanout.sockets import Socket
from chat.live.wire.protocol import Close

TELL_SECONDS = 5.0
EXPIRE_SECONDS = 12.0
PER_SECOND = 10
"""So many are sent away in a second: far fewer than any process can take in."""
SPREAD_SECONDS = 1.0

TOO_MANY = 1.5
"""So many times its share a process holds before it sends anybody away."""
ENOUGH = 1.1
WORTH_SOCKETS = 20
HELD_TELLINGS = 3
"""So often in a row it has to be so: a restart of one after the other moves everybody anyway."""
PATIENCE_TELLINGS_MAX = 720
"""An hour. When those who are sent away come back, no proxy leads to the others."""


@dataclass(slots=True)
class Told:
    """What another process said last."""

    sockets: int
    at: float


class Balance:
    """One per process. `everybody` gives a new list of its sockets."""

    def __init__(
        self,
        name: str,
        everybody: Callable[[], list[Socket]],
        tell_ephemeral: Callable[[str, dict[str, Any]], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._name = name
        self._everybody = everybody
        self._tell_ephemeral = tell_ephemeral
        self._clock = clock
        self._others: dict[str, Told] = {}
        self._held = 0
        self._patience = HELD_TELLINGS
        self._expected: float | None = None

    def take(self, told: dict[str, Any]) -> None:
        """Hear how many sockets a process holds; None: it sends its own away, for it is to end."""
        if told["sockets"] is None:
            self._others.pop(told["by"], None)
        elif told["by"] != self._name:
            self._others[told["by"]] = Told(told["sockets"], self._clock())

    def tell(self, sockets: int | None) -> None:
        """Say how many sockets this process holds."""
        self._tell_ephemeral("load", {"by": self._name, "sockets": sockets})

    async def run(self) -> None:
        """Tell, and send some away when that is due, until cancelled."""
        while True:
            await asyncio.sleep(TELL_SECONDS * random.uniform(0.9, 1.1))
            self.tell(len(self._everybody()))
            await self._send_away(self.surplus())

    def surplus(self) -> int:
        """Return how many sockets are to be sent away now. Asked once for each telling."""
        own, fair = len(self._everybody()), self._fair_share()
        if self._expected is not None:
            if own > self._expected:
                return self._give_up_for_now()
            self._patience = HELD_TELLINGS
        self._held = self._held + 1 if self._holds_too_many(own, fair) else 0
        if self._held < self._patience:
            self._expected = None
            return 0
        number = min(ceil(own - fair), round(PER_SECOND * TELL_SECONDS))
        self._expected = own - number / 2
        return number

    def _holds_too_many(self, own: int, fair: float) -> bool:
        """Once it has begun, it goes on until the share is nearly a fair one."""
        if self._expected is not None:
            return own > fair * ENOUGH
        return own > fair * TOO_MANY and own - fair > WORTH_SOCKETS

    def _give_up_for_now(self) -> int:
        """Those who were sent away came back, and would come back again."""
        self._patience = min(2 * self._patience, PATIENCE_TELLINGS_MAX)
        self._held, self._expected = 0, None
        return 0

    def _fair_share(self) -> float:
        oldest = self._clock() - EXPIRE_SECONDS
        self._others = {name: one for name, one in self._others.items() if one.at > oldest}
        held = [len(self._everybody()), *(one.sockets for one in self._others.values())]
        return sum(held) / len(held)

    async def _send_away(self, number: int) -> None:
        for socket in _resting(self._everybody(), number):
            socket.leave(Close.DRAINING, random.uniform(0, SPREAD_SECONDS))
            await asyncio.sleep(1 / PER_SECOND)


def _resting(sockets: list[Socket], number: int) -> Iterable[Socket]:
    """So many of those that have nothing in flight, judged when their turn comes."""
    random.shuffle(sockets)
    left = number
    for socket in sockets:
        if left and not socket.is_busy:
            left -= 1
            yield socket
