"""What is measured: who is there, what they do, and which peers it is asked of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bench.peers.peer import Crowd

Phase = dict[str, Any]
TALK_SECONDS = 6.0


@dataclass(frozen=True)
class Workload:
    """One row of the plan; `peers` by name, `rates` in messages a second."""

    name: str
    title: str
    crowd: Crowd
    peers: Sequence[str]
    phases: Sequence[Phase]


def talk(*rates: float, seconds: float = TALK_SECONDS) -> list[Phase]:
    """Return a phase of talk for each rate."""
    return [{"do": "talk", "rate": rate, "seconds": seconds} for rate in rates]


WORKLOADS = [
    Workload(
        "a",
        "One room, 200 members",
        Crowd(1, 200),
        ("hiroba", "gorilla"),
        talk(20, 50, 300, 1_000, 3_000, 6_000),
    ),
]
