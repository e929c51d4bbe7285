"""Plays on several rigs at once, each in a process of its own: most of a run is waiting."""

import asyncio
import sys
from collections.abc import Sequence
from itertools import chain, groupby, zip_longest
from math import ceil

from chaos.faults import FAULTS, Fault

TOGETHER = 30
"""Runs that one rig stands for; then it is made anew, so that its database stays small."""
Job = tuple[Fault, int]


def rig_of(job: Job) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return what tells the rig of a job from others: its size and its settings."""
    return job[0].rig, job[0].env


def parts(jobs: Sequence[Job], rigs: int = 1) -> list[list[Job]]:
    """Split jobs into what one rig plays, the rigs of several kinds in turns."""
    kinds = []
    for _rig, group in groupby(sorted(jobs, key=rig_of), key=rig_of):
        same = list(group)
        size = min(TOGETHER, ceil(len(same) / rigs))
        kinds.append([same[at : at + size] for at in range(0, len(same), size)])
    return [part for part in chain.from_iterable(zip_longest(*kinds)) if part]


def named(jobs: Sequence[Job]) -> str:
    """Return jobs as an argument of `python -m chaos --jobs`."""
    return ",".join(f"{fault.name}:{seed}" for fault, seed in jobs)


def jobs_named(told: str) -> list[Job]:
    """Return the jobs of such an argument. Raises KeyError, ValueError."""
    pairs = [one.split(":") for one in told.split(",")]
    return [(FAULTS[name], int(seed)) for name, seed in pairs]


async def play_beside_each_other(jobs: Sequence[Job], arguments: Sequence[str], rigs: int) -> int:
    """Play all with so many rigs at a time; return 1 when one of them found something, else 0."""
    left = parts(jobs, rigs)[::-1]
    found = await asyncio.gather(*(_work(left, arguments) for _ in range(rigs)))
    return max(found)


async def _work(left: list[list[Job]], arguments: Sequence[str]) -> int:
    worst = 0
    while left:
        command = ("-m", "chaos", *arguments, "--jobs", named(left.pop()))
        process = await asyncio.create_subprocess_exec(sys.executable, *command)
        try:
            worst = max(worst, min(1, abs(await process.wait())))
        except asyncio.CancelledError:
            process.terminate()
            await process.wait()
            raise
    return worst
