"""`make bench`: runs the workloads against all peers in turns and writes docs/performance.md."""

import argparse
import json
import subprocess
import sys
from typing import Any

from bench.peers.gorilla import Gorilla
from bench.peers.hiroba import Hiroba
from bench.peers.peer import Peer
from bench.workloads import WORKLOADS, Workload
from tests.services import ROOT


def main() -> None:
    """Run what is asked for."""
    asked = arguments()
    peers: dict[str, Peer] = {peer.name: peer for peer in (Hiroba(), Gorilla())}
    for number in range(asked.rounds):
        for workload in WORKLOADS:
            for name in asked.peers or workload.peers:
                phases = [p for p in workload.phases if not asked.rates or p["rate"] in asked.rates]
                for measured in run(workload, peers[name], phases):
                    print(number, name, line(measured), flush=True)


def line(m: dict[str, Any]) -> str:
    """One line."""
    return (
        f"{m['rate']:6g}/s {m['delivered'] / m['expected']:7.2%} {m['delivered'] / m['seconds']:9,.0f}/s "
        f"{m['cpu']['server'] / max(1, m['delivered']) * 1e6:7.2f} us  p50 {1e3 * (m['p50'] or 0):6.1f} p99 {1e3 * (m['p99'] or 0):6.1f} ms "
        f"rss {m['memory']['server']['rss'] >> 20} MiB gen {m['generator_cpu'] / m['seconds']:.0%} late {m['generator_late_p99'] * 1e3:.1f} ms {m['acks']} {m['refusals']} {m['gaps']}"
    )


def run(workload: Workload, peer: Peer, phases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Run one workload on one peer once."""
    with peer.serve(workload.crowd) as served:
        place = {"dialect": peer.dialect, "urls": served.urls, "members": served.members}
        specification = {"place": place, "processes": served.processes, "phases": phases}
        done = subprocess.run(
            (sys.executable, "-m", "bench.load"),
            cwd=ROOT,
            input=json.dumps(specification),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    measured: list[dict[str, Any]] = json.loads(done.stdout)
    return measured


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--peers", type=lambda text: text.split(","), default=[])
    parser.add_argument(
        "--rates", type=lambda text: [float(r) for r in text.split(",")], default=[]
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workload")
    return parser.parse_args()


if __name__ == "__main__":
    main()
