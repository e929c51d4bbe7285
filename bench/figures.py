"""Figures from what was measured: of one phase of one run, and medians of all rounds."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from statistics import median
from typing import Any

KIB, MIB = 2**10, 2**20

Measured = Mapping[str, Any]
Figures = dict[str, float]
Results = Mapping[tuple[str, str, str], Figures]


def figures(row: Measured) -> Figures:
    """Return what is told of one measured phase: µs, ms, MiB, shares, numbers a second."""
    return {**KINDS[row["do"]](row), **generator(row), **memory(row)}


def talk(row: Measured) -> Figures:
    """Return the figures of a broadcast."""
    delivered = max(1, row["delivered"])
    return {
        "share": row["delivered"] / row["expected"],
        "per_second": row["delivered"] / row["seconds"],
        "p50": milliseconds(row["p50"]),
        "p99": milliseconds(row["p99"]),
        "faults": row["gaps"] + row["lost_sockets"],
        "refused": sum(row["refusals"].values()),
        **{f"{name}_us": used / delivered * 1e6 for name, used in row["cpu"].items()},
    }


def acks(row: Measured) -> Figures:
    """Return the figures of messages that were stored and acknowledged."""
    return {
        "per_second": row["acks"] / row["seconds"],
        "p50": milliseconds(row["ack_p50"]),
        "p99": milliseconds(row["ack_p99"]),
        "faults": row["gaps"] + row["lost_sockets"] + row["unanswered"],
        "refused": sum(row["refusals"].values()),
        "server_us": row["cpu"]["server"] / max(1, row["acks"]) * 1e6,
    }


def rest(row: Measured) -> Figures:
    """Return the figures of sockets that nobody speaks on."""
    held = row["memory"]["server"]
    before = row["memory_before"]["server"]
    return {
        "sockets": row["sockets"],
        "socket_kib": (held["pss"] - before["pss"]) / row["sockets"] / KIB,
        "core_share": row["cpu"]["server"] / row["seconds"],
        "faults": row["lost_sockets"],
    }


def reconnect(row: Measured) -> Figures:
    """Return the figures of everybody coming back."""
    return {
        "sockets": row["sockets"],
        "seconds": row["seconds"],
        "welcomed_seconds": row["welcomed_seconds"],
        "failed": sum(row["failed_handshakes"].values()),
        "behind": row["behind"],
        "faults": row["gaps"],
        "server_us": row["cpu"]["server"] / row["sockets"] * 1e6,
    }


def pages(row: Measured) -> Figures:
    """Return the figures of plain requests."""
    return {
        "per_second": row["answers"] / row["seconds"],
        "p50": milliseconds(row["p50"]),
        "p99": milliseconds(row["p99"]),
        "refused": row["refused"],
        "server_us": row["cpu"]["server"] / max(1, row["answers"]) * 1e6,
    }


def flood(row: Measured) -> Figures:
    """Return the figures of the load generator by itself."""
    return {
        "per_second": row["delivered"] / row["seconds"],
        "frame_us": row["generator_cpu"] / max(1, row["delivered"]) * 1e6,
    }


def worst(row: Measured) -> Figures:
    """Return the figures of a bystander, and of what the server held before and after."""
    before, after = row["memory_grown"]["server"], row["memory"]["server"]
    return {
        "p50": milliseconds(row["ack_p50"]),
        "p99": milliseconds(row["ack_p99"]),
        "pong_p99": milliseconds(row["pong_p99"]),
        "core_share": row["cpu"]["server"] / row["seconds"],
        "growth": after["pss"] / before["pss"] - 1,
    }


def generator(row: Measured) -> Figures:
    """Return how busy the load generator was, as a share of one core."""
    return {"generator": row["generator_cpu"] / row["seconds"]} if "generator_cpu" in row else {}


def memory(row: Measured) -> Figures:
    """Return what the server held, in MiB."""
    return {"pss_mib": row["memory"]["server"]["pss"] / MIB} if "memory" in row else {}


def milliseconds(seconds: float | None) -> float:
    """Return milliseconds; NaN when nothing was timed."""
    return float("nan") if seconds is None else seconds * 1e3


KINDS = {
    "acks": acks,
    "flood": flood,
    "pages": pages,
    "reconnect": reconnect,
    "rest": rest,
    "talk": talk,
    "worst": worst,
}


def medians(rows: Iterable[Measured]) -> dict[tuple[str, str, str], Figures]:
    """Return the median over all rounds of each figure, by workload, peer and phase."""
    rounds: dict[tuple[str, str, str], list[Figures]] = defaultdict(list)
    for row in rows:
        if row["do"] == "broken":
            continue
        rounds[row["workload"], row["peer"], label(row)].append(figures(row))
    return {key: _median(measured) for key, measured in rounds.items()}


def _median(rounds: list[Figures]) -> Figures:
    """The median of each figure, and how far the server's processor time was spread."""
    spread = {name: median(figures[name] for figures in rounds) for name in rounds[0]}
    costs = [figures["server_us"] for figures in rounds if "server_us" in figures]
    if costs:
        spread |= {"server_us_low": min(costs), "server_us_high": max(costs)}
    return spread


def label(row: Measured) -> str:
    """Return which phase of its workload this is."""
    return f"{row['rate']:,.0f}/s" if row["do"] == "talk" else row.get("path", row["do"])


def kind_of(phase: str) -> str:
    """Return whether a label is that of a phase of talk, or else of which one."""
    return "talk" if phase.endswith("/s") else phase


def line(row: Measured) -> str:
    """Return one measured phase for the terminal."""
    if row["do"] == "broken":
        outcome = row["reason"]
    else:
        outcome = "  ".join(f"{name} {value:,.4g}" for name, value in figures(row).items())
    return f"{row['round'] + 1} {row['workload']:5} {row['peer']:15} {label(row):8} {outcome}"
