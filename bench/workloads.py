"""What is measured: who is there, what they do, and which peers it is asked of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bench.peers.blaster import FRAMES
from bench.peers.peer import Crowd

Phase = dict[str, Any]

HUBS = ("hiroba", "gorilla", "ws", "socketio")
TUTORIALS = ("tutorial-pubsub", "tutorial")
SLOW_RATE_MAX = 50
ROOM = "/rooms/room-1/"
WORST_TIMES = 5
"""So much longer than others this phase takes: its p99 is of two messages a second."""


@dataclass(frozen=True)
class Workload:
    """Who is there and what they do. `peers` by name; the `slow` ones talk at low rates only."""

    name: str
    title: str
    crowd: Crowd
    peers: Sequence[str]
    phases: Sequence[Phase]
    slow: Sequence[str] = ()

    def phases_of(self, peer: str) -> list[Phase]:
        """Return what this peer is asked for."""
        return [p for p in self.phases if peer not in self.slow or p["rate"] <= SLOW_RATE_MAX]

    def only(self, peers: Sequence[str] | None, rates: Sequence[float] | None) -> "Workload":
        """Return the part that concerns these peers, and talk at these rates."""
        return replace(
            self,
            peers=[name for name in self.peers if not peers or name in peers],
            phases=[p for p in self.phases if not rates or p.get("rate", rates[0]) in rates],
        )


def talk(*rates: float, seconds: float) -> list[Phase]:
    """Return a phase of talk for each rate, in messages a second over all rooms."""
    return [{"do": "talk", "rate": rate, "seconds": seconds} for rate in rates]


def workloads(seconds: float, rest_seconds: float) -> list[Workload]:
    """Return the plan; `seconds` is how long each phase of talk takes without its warm-up."""
    pages = {"do": "pages", "connections": 4, "seconds": seconds}
    return [
        Workload(
            "limit",
            "The load generator by itself",
            Crowd(1, 200),
            ("blaster", "blaster-batched"),
            [{"do": "flood", "frames": FRAMES}],
        ),
        Workload(
            "a",
            "One room of 200",
            Crowd(1, 200),
            ("hiroba", "gorilla", "gorilla-join", "ws", "socketio", *TUTORIALS),
            talk(20, 50, 300, 1_000, 3_000, 6_000, seconds=seconds),
            slow=TUTORIALS,
        ),
        Workload("b", "One room of 2,000", Crowd(1, 2_000), HUBS, talk(5, seconds=seconds)),
        Workload(
            "e",
            "One room of 8,000, at rest and then talking",
            Crowd(1, 8_000),
            HUBS[:2],
            [{"do": "rest", "seconds": rest_seconds}, *talk(5, seconds=seconds)],
        ),
        Workload("c", "100 rooms of 50", Crowd(100, 50), HUBS, talk(500, seconds=seconds)),
        Workload(
            "d",
            "Durable acknowledgements to 8 members",
            Crowd(1, 8),
            HUBS[:1],
            [{"do": "acks", "window": 64, "seconds": seconds}],
        ),
        Workload(
            "f",
            "2,000 coming back at once",
            Crowd(1, 2_000),
            HUBS[:1],
            [{"do": "reconnect", "missed": 50}],
        ),
        Workload(
            "g",
            "Pages",
            Crowd(1, 200),
            HUBS[:1],
            [
                *talk(300, seconds=seconds),
                {**pages, "path": ROOM},
                {**pages, "path": f"{ROOM}history/?limit=50"},
            ],
        ),
        Workload(
            "h",
            "One room of 200 on two processes",
            Crowd(1, 200),
            ("hiroba-pair",),
            talk(1_000, seconds=seconds),
        ),
        Workload(
            "w",
            "One member who does what costs most, and a bystander",
            Crowd(1, 8),
            HUBS[:1],
            [{"do": "worst", "seconds": WORST_TIMES * seconds}],
        ),
    ]
