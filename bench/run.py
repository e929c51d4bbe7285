"""Runs the plan: one workload on one peer after the other, in turns, round by round."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bench.peers.peer import Peer
from bench.workloads import Phase, Workload
from tests.services import ROOT

Measured = dict[str, Any]


def run_all(plan: Sequence[Workload], peers: Mapping[str, Peer], rounds: int) -> Iterator[Measured]:
    """Give what each phase measured as it comes; peers take turns, so that drift meets all."""
    for number in range(rounds):
        for workload in plan:
            for name in workload.peers:
                for measured in run(workload, peers[name]):
                    yield {"workload": workload.name, "peer": name, "round": number, **measured}


def run(workload: Workload, peer: Peer) -> list[Measured]:
    """Start a peer, let the load generator do a workload's phases on it, and stop it."""
    with peer.serve(workload.crowd) as served:
        place = {"dialect": peer.dialect, "urls": served.urls, "members": served.members}
        return load(place, served.processes, workload.phases_of(peer.name))


def load(
    place: Mapping[str, Any], processes: Mapping[str, Any], phases: Sequence[Phase]
) -> list[Measured]:
    """Run the load generator in a process of its own."""
    specification = {"place": place, "processes": processes, "phases": phases}
    done = subprocess.run(
        (sys.executable, "-m", "bench.load"),
        cwd=ROOT,
        input=json.dumps(specification),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    measured: list[Measured] = json.loads(done.stdout)
    return measured
