"""`python -m bench.load`: takes a run's specification on standard input, prints what it measured."""

import gc
import json
import resource
import sys
from typing import Any

import uvloop

from bench.load.broadcast import broadcast
from bench.load.crowd import Crowd, Place

PHASES = {"talk": broadcast}


async def run(specification: dict[str, Any]) -> list[dict[str, Any]]:
    """Open the sockets, do one phase after the other, and return what each of them measured."""
    crowd = await Crowd(Place(**specification["place"])).open()
    gc.freeze()
    measured = []
    for phase in specification["phases"]:
        act = PHASES[phase.pop("do")]
        measured.append(await act(crowd, specification["processes"], **phase))
    return measured


def allow_many_sockets() -> None:
    """Raise the limit of open files to what the machine permits."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


if __name__ == "__main__":
    allow_many_sockets()
    json.dump(uvloop.run(run(json.load(sys.stdin))), sys.stdout)
