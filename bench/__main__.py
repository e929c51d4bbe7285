"""`make bench`: runs the workloads on all peers in turns, and writes docs/performance.md."""

import argparse
import json
import shlex
import sys
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import machine, report
from bench.figures import line
from bench.peers import node, peers
from bench.run import Measured, run_all
from bench.workloads import Workload, workloads
from tests.services import ROOT

RESULTS = ROOT / "var" / "bench" / "results.json"
ROUNDS = 3
TALK_SECONDS = 4.0
REST_SECONDS = 20.0
QUICK_TALK_SECONDS = 2.0
QUICK_REST_SECONDS = 5.0


def main() -> None:
    """Run what is asked for and print it as it comes; a whole run is written into docs/."""
    asked = arguments()
    if not asked.report:
        results = measured(planned(asked), 1 if asked.quick else asked.rounds)
        if asked.again:
            results = merged(json.loads(RESULTS.read_text()), results)
        RESULTS.parent.mkdir(parents=True, exist_ok=True)
        RESULTS.write_text(json.dumps(results))
    if asked.report or not (asked.quick or asked.workload or asked.peers or asked.rates):
        report.write(json.loads(RESULTS.read_text()), ROOT / "docs")


def merged(last: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Return the last run with what the new one measured in place of its own, and say so in it."""
    workloads = sorted({row["workload"] for row in new["measured"]})
    kept = [row for row in last["measured"] if row["workload"] not in workloads]
    again = {"workloads": workloads, "command": new["command"], "date": new["machine"]["date"]}
    again["version"] = new["versions"]["hiroba"]
    return {
        **last,
        "measured": [*kept, *new["measured"]],
        "titles": last["titles"] | new["titles"],
        "again": [*last.get("again", ()), again],
    }


def measured(plan: list[Workload], rounds: int) -> dict[str, Any]:
    """Run the plan; return everything that was measured, and on what."""
    node.install()
    started = time.monotonic()
    with TemporaryDirectory(prefix="hiroba-bench-") as folder:
        compared = peers(Path(folder))
        rows: list[Measured] = []
        with suppress(KeyboardInterrupt):  # what was measured until then is kept
            for row in run_all(plan, compared, rounds):
                print(line(row), flush=True)
                rows.append(row)
        return {
            "machine": machine.facts(),
            "command": " ".join(
                ["make bench", *([f'ARGS="{shlex.join(sys.argv[1:])}"'] * bool(sys.argv[1:]))]
            ),
            "versions": {name: compared[name].version() for name in named(plan)},
            "titles": {name: compared[name].title for name in named(plan)},
            "minutes": (time.monotonic() - started) / 60,
            "measured": rows,
        }


def named(plan: list[Workload]) -> list[str]:
    """Return the names of the peers that take part."""
    return list(dict.fromkeys(name for workload in plan for name in workload.peers))


def planned(asked: argparse.Namespace) -> list[Workload]:
    """Return the part of the plan that is asked for."""
    talk, rest = TALK_SECONDS, REST_SECONDS
    if asked.quick:
        talk, rest = QUICK_TALK_SECONDS, QUICK_REST_SECONDS
    plan = [w for w in workloads(talk, rest) if not asked.workload or w.name in asked.workload]
    return [w.only(asked.peers, asked.rates) for w in plan]


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--workload", type=names, metavar="a,b", help="these workloads only")
    parser.add_argument("--peers", type=names, metavar="hiroba,gorilla", help="these peers only")
    parser.add_argument("--rates", type=rates, metavar="50,1000", help="talk at these rates only")
    parser.add_argument("--rounds", type=int, default=ROUNDS, metavar="N", help="medians of N")
    parser.add_argument("--quick", action="store_true", help="one short round; nothing is written")
    parser.add_argument(
        "--again", action="store_true", help="put these workloads in place of the last run's"
    )
    parser.add_argument(
        "--report", action="store_true", help="write the report of the last run anew"
    )
    return parser.parse_args()


def names(text: str) -> list[str]:
    """Read a list of names."""
    return text.split(",")


def rates(text: str) -> list[float]:
    """Read a list of rates."""
    return [float(rate) for rate in text.split(",")]


if __name__ == "__main__":
    main()
