"""Fault 15: the wall clock of a server jumps. Needs libfaketime, which starts it."""

from collections.abc import AsyncIterator
from pathlib import Path

from chaos.faults.fault import Scene, fault

LIBRARIES = ("/usr/lib/*/faketime/libfaketimeMT.so.1", "/opt/homebrew/lib/faketime/*MT*.dylib")


def faketime() -> str:
    """Return the library's path, or nothing when it is not installed."""
    found = (path for pattern in LIBRARIES for path in Path("/").glob(pattern[1:]))
    return str(next(found, ""))


@fault(
    "15",
    "the wall clocks of two Daphnes jump by an hour",
    LD_PRELOAD=faketime(),
    FAKETIME_NO_CACHE="1",
    FAKETIME_DONT_FAKE_MONOTONIC="1",
)
async def jumped(scene: Scene) -> AsyncIterator[None]:
    before, after, _true = scene.rig.servers
    (before.folder / "clock").write_text("-1h\n")
    (after.folder / "clock").write_text("+1h\n")
    yield
    for server in (before, after):
        (server.folder / "clock").write_text("+0\n")
