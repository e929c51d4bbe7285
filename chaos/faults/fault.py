"""What a fault is, and the list of them."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from chaos.crowd import Crowd


@dataclass
class Scene:
    """Where a fault is played: the rig, the crowd, a seeded lot, and a diary."""

    rig: Any
    """SmallRig or LargeRig: a fault says which of the two it is for."""
    crowd: Crowd
    rng: random.Random
    diary: list[tuple[float, str]] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    """Promises that only the fault itself can see broken."""
    bounds: list[tuple[str, float, float]] = field(default_factory=list)
    """Seconds that only the fault itself can take: of what, how many, and how many are promised."""

    def note(self, what: str) -> None:
        """Write into the diary."""
        self.diary.append((self.crowd.clock(), what))

    def expect(self, is_so: bool, otherwise: str) -> None:
        """Count a promise as broken unless this is so."""
        if not is_so:
            self.broken.append(otherwise)

    def within(self, what: str, seconds: float, bound: float) -> None:
        """Count a promise in seconds as broken if this took longer than this machine excuses."""
        self.note(f"{what} {seconds:.1f} s")
        self.bounds.append((what, seconds, bound))

    @asynccontextmanager
    async def every(
        self, seconds: float, act: Callable[[], Awaitable[object] | object]
    ) -> AsyncIterator[None]:
        """Do something again and again while the body lasts."""

        async def again() -> None:
            while True:
                done = act()
                if isinstance(done, Awaitable):
                    await done
                await asyncio.sleep(seconds)

        task = asyncio.create_task(again())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


Play = Callable[[Scene], AsyncIterator[None]]


@dataclass(frozen=True)
class Fault:
    """One way in which things go wrong.

    `lasts`: seconds between strike and healing, chosen by lot; `heals`: seconds after which
    everything said before the healing must be with everybody; `delivery`: seconds from ack to
    screen for 99 % of what is said in its window; `env`: settings of a rig of its own.
    """

    name: str
    title: str
    play: Play
    rig: str
    lasts: tuple[float, float]
    heals: float
    delivery: float | None
    env: tuple[tuple[str, str], ...]

    @property
    def number(self) -> int:
        """Its number in the matrix, without the letter."""
        return int("".join(char for char in self.name if char.isdigit()))

    def __str__(self) -> str:
        return f"{self.name} {self.title}"


FAULTS: dict[str, Fault] = {}


def fault(
    name: str,
    title: str,
    *,
    rig: str = "large",
    lasts: tuple[float, float] = (2.0, 5.0),
    heals: float = 40.0,
    delivery: float | None = None,
    **env: str,
) -> Callable[[Play], Play]:
    """Put a fault on the list."""

    def listed(play: Play) -> Play:
        FAULTS[name] = Fault(
            name, title, play, rig, lasts, heals, delivery, tuple(sorted(env.items()))
        )
        return play

    return listed


async def killed(scene: Scene, server: Any, failpoint: str | None = None) -> None:
    """Kill a server, or wait until it dies at a failpoint; by force when nobody comes by."""
    if failpoint:
        server.arm(failpoint)
        for _ in range(50):
            if not server.alive:
                break
            await asyncio.sleep(0.1)
    scene.note(f"{server.folder.name} {'died at ' + str(failpoint) if failpoint else 'killed'}")
    server.kill()
