"""What a server costs, from /proc: processor seconds and bytes, of all its processes."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
Groups = Mapping[str, Iterable[int]]


def cpu_seconds(groups: Groups) -> dict[str, float]:
    """Return the processor time that each group of process trees has used so far."""
    return {name: sum(_cpu(pid) for pid in trees(roots)) for name, roots in groups.items()}


def memory(groups: Groups) -> dict[str, dict[str, int]]:
    """Return the bytes that each group of process trees holds: RSS, and PSS."""
    return {
        name: {"rss": sum(map(_rss, pids)), "pss": sum(map(_pss, pids))}
        for name, pids in ((name, trees(roots)) for name, roots in groups.items())
    }


def trees(roots: Iterable[int]) -> list[int]:
    """Return these processes and all that descend from them."""
    children = defaultdict(list)
    for pid, parent in _parents():
        children[parent].append(pid)
    found = list(roots)
    for pid in found:
        found += children[pid]
    return found


def children(name: str) -> list[int]:
    """Return this process's own children whose program has this name."""
    own = [pid for pid, parent in _parents() if parent == os.getpid()]
    return [pid for pid in own if Path(f"/proc/{pid}/comm").read_text().strip() == name]


def percentile(values: list[float], share: float) -> float | None:
    """Return the value below which this share of them lies (nearest rank); None of none."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * share))] if ranked else None


def _parents() -> Iterator[tuple[int, int]]:
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has just ended
            yield int(folder.name), int(_stat(int(folder.name))[1])


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat behind the name, which may hold anything."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _cpu(pid: int) -> float:
    """utime and stime, of all threads, and of the children that have ended."""
    return sum(map(int, _stat(pid)[11:15])) / TICKS


def _rss(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE


def _pss(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
