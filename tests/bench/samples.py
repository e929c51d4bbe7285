"""A small run of the benchmark, as the load generator tells it."""

from typing import Any

GROUPS = {"server": 0.5}
HELD = {"server": {"rss": 120 * 2**20, "pss": 100 * 2**20}}
EMPTY = {"server": {"rss": 90 * 2**20, "pss": 80 * 2**20}}


def talk(peer: str = "hiroba", rate: float = 50, **given: Any) -> dict[str, Any]:
    return {
        "workload": "a",
        "peer": peer,
        "round": 0,
        "do": "talk",
        "rate": rate,
        "sent": 100,
        "expected": 20_000,
        "delivered": 20_000,
        "seconds": 2.0,
        "generator_cpu": 0.2,
        "gaps": 0,
        "lost_sockets": 0,
        "refusals": {},
        "p50": 0.004,
        "p99": 0.02,
        "cpu": GROUPS,
        "memory": HELD,
        **given,
    }


def rest(**given: Any) -> dict[str, Any]:
    return {
        "workload": "e",
        "peer": "hiroba",
        "round": 0,
        "do": "rest",
        "sockets": 1_024,
        "seconds": 10.0,
        "cpu": GROUPS,
        "memory": HELD,
        "memory_before": EMPTY,
        "lost_sockets": 0,
        **given,
    }


def run(*rows: dict[str, Any]) -> dict[str, Any]:
    return {
        "command": "make bench",
        "minutes": 1.0,
        "machine": {"date": "today", "processor": "2 cores", "memory": "4 GiB", "system": "Linux"},
        "titles": {"hiroba": "Hiroba", "gorilla": "Go <hub>"},
        "versions": {"hiroba": "commit 1", "gorilla": "go1"},
        "measured": list(rows),
    }
