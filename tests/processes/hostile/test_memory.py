"""What is thrown at a server does not stay in it."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from tests import services
from tests.processes.conftest import Site
from tests.processes.hostile.conftest import unharmed
from tests.processes.hostile.handshakes import all_cases
from tests.processes.hostile.raw import TEXT, ask, enter, frame
from tests.processes.hostile.test_pages import PAGES
from tests.processes.hostile.test_violations import outcomes_of
from tests.processes.hostile.violations import VIOLATIONS

GROWTH_MAX = 1.05
ROUNDS_MAX = 6
PART = 8  # of all cases one in so many is enough to grow by
AT_ONCE = 16
HEAVY = b'{"type":"ping","n":1,"x":"' + b"x" * 60_000 + b'"}'

Group = Callable[[services.Daphne, str], Coroutine[Any, Any, object]]


async def violations(daphne: services.Daphne, cookie: str) -> None:
    await outcomes_of(daphne, cookie, [*VIOLATIONS][::PART])


async def requests(daphne: services.Daphne, _cookie: str) -> None:
    """Bad handshakes, and odd requests for pages."""
    places = asyncio.Semaphore(AT_ONCE)

    async def one(sent: bytes) -> None:
        async with places:
            await ask(daphne, sent)

    handshakes = [sent for sent, _ in all_cases(daphne).values()]
    await asyncio.gather(*map(one, [*handshakes, *PAGES.values()][::PART]))


async def floods(daphne: services.Daphne, cookie: str) -> None:
    """Large frames, unfinished messages, and sockets that are left open until all have begun."""
    sockets = [await enter(daphne, cookie) for _ in range(20)]
    for socket in sockets:
        socket.writer.write(frame(TEXT, HEAVY) * 20)
        socket.writer.write(frame(TEXT, b"x" * 200_000, fin=False))
    for socket in sockets:
        for _ in range(20):
            await socket.receive()
        await socket.close()


def memory(process: services.Daphne) -> int:
    """Return what the server holds in memory, in bytes."""
    status = Path(f"/proc/{process.process.pid}/status").read_text()
    line = next(one for one in status.splitlines() if one.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024


@pytest.mark.parametrize("group", [violations, requests, floods])
def test_memory_is_back_after_all_of_it(target: Site, group: Group):
    """Python keeps what it once needed, so what counts is that it does not need more each time."""
    daphne, cookie = target.daphnes[0], target.people[0]["cookie"]
    held: list[int] = []
    with unharmed(daphne):
        while len(held) < ROUNDS_MAX and not _has_settled(held):
            asyncio.run(group(daphne, cookie))
            held.append(memory(daphne))
    assert _has_settled(held), held


def _has_settled(held: list[int]) -> bool:
    """Whether the last round, of at least two, has left no more than there was before it."""
    return len(held) > 1 and held[-1] <= held[-2] * GROWTH_MAX
