"""`make chaos`: plays faults with seeds, prints what came of each, and the table of all.

make chaos ARGS="--faults 1-8,11 --seeds 3"    a part of the matrix; parts add up in var/chaos
make chaos ARGS="--replay var/chaos/FOLDER"    play a run that failed again
make chaos ARGS="--defects"                    seed each known defect and see that it is caught
make chaos ARGS="--table"                      the table of all runs so far
"""

import asyncio
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from chaos import report, run
from chaos.faults import FAULTS, Fault
from chaos.matrix import play_all, prove_all
from chaos.rig import RIGS
from chaos.run import Pace

FOLDER = Path(__file__).resolve().parent.parent / "var" / "chaos"


def main() -> int:
    """Do what the arguments say; return the exit status."""
    asked = _arguments().parse_args()
    results = asked.results
    pace = Pace(asked.people, asked.rooms, asked.rate, asked.seconds, patience=asked.patience)
    if asked.table:
        print(report.table(report.read(results)))
        return 0
    if asked.defects:
        return asyncio.run(prove_all(pace, asked.defect))
    if asked.replay:
        name, seed, pace, defect = run.again(asked.replay)
        return asyncio.run(play_all([(FAULTS[name], seed)], pace, results, defect))
    jobs = [(one, seed) for one in _chosen(asked) for seed in _seeds(asked.seeds)]
    failed = asyncio.run(play_all(jobs, pace, results, asked.defect))
    print(report.table(report.read(results)))
    return failed


def _arguments() -> ArgumentParser:
    parser = ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--faults", default="0-99", help="numbers or names: 1-8,11,5b")
    parser.add_argument("--seeds", default="10", help="how many, or from-to")
    parser.add_argument("--rig", choices=sorted(RIGS), help="only the faults of one rig")
    parser.add_argument("--people", type=int, default=Pace.people)
    parser.add_argument("--rooms", type=int, default=Pace.rooms)
    parser.add_argument("--rate", type=float, default=Pace.rate, help="acts a second")
    parser.add_argument("--seconds", type=float, default=Pace.seconds, help="of talk in each run")
    parser.add_argument("--patience", type=float, default=Pace.patience, help="seconds")
    parser.add_argument("--defect", default="", help="serve with one of the seeded defects")
    parser.add_argument("--defects", action="store_true", help="see that each is caught")
    parser.add_argument("--results", type=Path, default=FOLDER / "results.jsonl")
    parser.add_argument("--replay", type=Path, metavar="FOLDER")
    parser.add_argument("--table", action="store_true")
    return parser


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
