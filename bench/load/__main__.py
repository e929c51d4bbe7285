"""`python -m bench.load`: takes a specification on standard input, prints what it measured."""

import gc
import json
import resource
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import uvloop

from bench.load.acks import acks
from bench.load.broadcast import broadcast
from bench.load.crowd import Crowd, Place
from bench.load.flood import flood
from bench.load.pages import pages
from bench.load.reconnect import reconnect
from bench.load.rest import rest
from bench.load.worst import worst
from bench.measure import memory

PHASES: dict[str, Callable[..., Awaitable[dict[str, Any]]]] = {
    "acks": acks,
    "flood": flood,
    "pages": pages,
    "reconnect": reconnect,
    "rest": rest,
    "talk": broadcast,
    "worst": worst,
}


async def run(specification: dict[str, Any]) -> list[dict[str, Any]]:
    """Open the sockets, do one phase after the other, and return what each of them measured."""
    processes = specification["processes"]
    before = memory(processes)
    crowd = await Crowd(Place(**specification["place"])).open()
    gc.freeze()
    measured = []
    for phase in specification["phases"]:
        details = {name: value for name, value in phase.items() if name != "do"}
        measurement = await PHASES[phase["do"]](crowd, processes, **details)
        measured.append({**phase, **measurement, "memory_before": before})
    return measured


def allow_many_sockets() -> None:
    """Raise the limit of open files to what the machine permits."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


if __name__ == "__main__":
    allow_many_sockets()
    json.dump(uvloop.run(run(json.load(sys.stdin))), sys.stdout)
