"""`make chaos`: plays faults with seeds, prints what came of each, and the table of all.

make chaos ARGS="--faults 1-8,11 --seeds 3"    a part of the matrix; parts add up in var/chaos
make chaos ARGS="--replay var/chaos/FOLDER"    play a run that failed again
make chaos ARGS="--defects"                    seed each known defect and see that it is caught
make chaos ARGS="--table"                      the table of all runs of the newest commit
"""

import asyncio
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Coroutine
from dataclasses import fields
from pathlib import Path
from signal import SIGTERM
from typing import Any

from chaos import report, run, workers
from chaos.crowd import Pace
from chaos.faults import FAULTS, Fault
from chaos.matrix import play_all, prove_all
from chaos.rig import RIGS
from chaos.workers import Job

PACE = tuple(field.name for field in fields(Pace))


def main() -> int:
    """Do what the arguments say; return the exit status."""
    asked = _arguments().parse_args()
    pace = Pace(**{name: getattr(asked, name) for name in PACE})
    if asked.table or asked.write:
        return _show(asked)
    if asked.defects:
        return _run(prove_all(pace, asked.defect))
    if asked.replay:
        name, seed, pace, defect = run.again(asked.replay)
        results = asked.results or report.file_of(defect=defect)
        return _run(play_all([(FAULTS[name], seed)], pace, results, defect))
    results = asked.results or report.file_of(defect=asked.defect)
    if asked.jobs:
        return _run(play_all(workers.jobs_named(asked.jobs), pace, results, asked.defect))
    return _play(asked, _jobs(asked, results), results)


def _play(asked: Namespace, jobs: list[Job], results: Path) -> int:
    """Play what is not recorded yet, and show what has come of all."""
    told = [part for name in PACE for part in (f"--{name}", str(getattr(asked, name)))]
    told += ["--results", str(results), *(("--defect", asked.defect) if asked.defect else ())]
    print(f"{len(jobs)} runs, {asked.rigs} at a time, into {results}", flush=True)
    failed = _run(workers.play_beside_each_other(jobs, told, asked.rigs)) if jobs else 0
    print(report.page(results))
    return failed


def _run(work: Coroutine[Any, Any, int]) -> int:
    return asyncio.run(_until_told_to_stop(work))


async def _until_told_to_stop(work: Coroutine[Any, Any, int]) -> int:
    """End in order on SIGTERM, with every server that was started."""
    task = asyncio.ensure_future(work)
    asyncio.get_running_loop().add_signal_handler(SIGTERM, task.cancel)
    return await task


def _show(asked: Namespace) -> int:
    results = asked.results or (report.file_of(asked.commit) if asked.commit else report.newest())
    print(report.page(results))
    if asked.write:
        report.write(results)
    return 0


def _arguments() -> ArgumentParser:
    parser = ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--faults", default="0-99", help="numbers or names: 1-8,11,5b")
    parser.add_argument("--seeds", default="10", help="how many, or from-to")
    parser.add_argument("--rig", choices=sorted(RIGS), help="only the faults of one rig")
    parser.add_argument("--rigs", type=int, default=2, help="how many play at a time")
    parser.add_argument("--missing", action="store_true", help="only what has no result yet")
    for name in PACE:
        usual = getattr(Pace, name)
        parser.add_argument(f"--{name}", type=type(usual), default=usual, help="see chaos/crowd.py")
    parser.add_argument("--defect", default="", help="serve with one of the seeded defects")
    parser.add_argument("--defects", action="store_true", help="see that each is caught")
    parser.add_argument("--results", type=Path, help="by default var/chaos/COMMIT/results.jsonl")
    parser.add_argument("--commit", default="", help="whose results; by default the newest")
    parser.add_argument("--replay", type=Path, metavar="FOLDER")
    parser.add_argument("--table", action="store_true")
    parser.add_argument("--write", action="store_true", help="the table into docs/reliability.md")
    parser.add_argument("--jobs", default="", help="what one rig plays: 1:3,1b:3")
    return parser


def _jobs(asked: Namespace, results: Path) -> list[Job]:
    played = {(one.fault, one.seed) for one in report.read(results)} if asked.missing else set()
    return [
        (one, seed)
        for seed in _seeds(asked.seeds)
        for one in _chosen(asked)
        if (one.name, seed) not in played
    ]


def _chosen(asked: Namespace) -> list[Fault]:
    wanted = [part.partition("-") for part in asked.faults.split(",")]
    return [
        one
        for one in FAULTS.values()
        if asked.rig in (None, one.rig)
        and any(_named(one, first, last) for first, _dash, last in wanted)
    ]


def _named(fault: Fault, first: str, last: str) -> bool:
    if not first.isdigit():
        return fault.name == first
    return int(first) <= fault.number <= int(last or first)


def _seeds(told: str) -> range:
    first, dash, last = told.partition("-")
    return range(int(first), int(last) + 1) if dash else range(1, int(first) + 1)


if __name__ == "__main__":
    sys.exit(main())
