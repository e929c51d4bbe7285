"""What every peer is: something that can be served to a crowd."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Crowd:
    """Who is there: `rooms` rooms of `members` people each."""

    rooms: int
    members: int


@dataclass(frozen=True)
class Served:
    """A peer that runs: where, for whom, and by which root processes."""

    urls: Sequence[str]
    members: Sequence[Mapping[str, Any]]
    processes: Mapping[str, Sequence[int]]


class Peer(Protocol):
    """Something that is compared. `dialect` names how the load generator speaks to it."""

    name: str
    title: str
    dialect: str

    def version(self) -> str:
        """Return what runs, with its version."""
        ...

    def serve(self, crowd: Crowd) -> AbstractContextManager[Served]:
        """Run it for this crowd."""
        ...


def anybody(crowd: Crowd) -> list[dict[str, Any]]:
    """Return members for peers that do not ask who they are."""
    return [
        {"room": room, "cookie": ""}
        for room in range(1, crowd.rooms + 1)
        for _ in range(crowd.members)
    ]
