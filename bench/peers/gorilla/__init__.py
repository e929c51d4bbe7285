"""A hub in Go on gorilla/websocket, built with Debian's packages."""

import functools
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.peers.peer import Crowd, Served, anybody
from bench.peers.program import program
from tests.services import free_port

HERE = Path(__file__).parent
GOCODE = Path("/usr/share/gocode")
CHANGELOG = "golang-github-gorilla-websocket-dev"


class Gorilla:
    """Broadcasts to a room, and nothing else."""

    name = "gorilla"
    title = "gorilla/websocket hub (Go)"
    dialect = "plain"

    def version(self) -> str:
        """Return the versions of Go and of the library."""
        go = subprocess.run(("go", "version"), capture_output=True, text=True, check=True).stdout
        asked = ("dpkg-query", "--show", "--showformat=${Version}", CHANGELOG)
        library = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
        return f"{go.split()[2]}, gorilla/websocket {library}"

    @contextmanager
    def serve(self, crowd: Crowd) -> Iterator[Served]:
        """Run the hub."""
        port = free_port()
        with program((_built(), "-address", f"127.0.0.1:{port}"), port, cwd=HERE) as pid:
            yield Served([f"ws://127.0.0.1:{port}"], anybody(crowd), {"server": [pid]})


@functools.cache
def _built() -> str:
    target = Path(tempfile.gettempdir()) / f"hiroba-bench-{os.getpid()}-gorilla"
    settings = {"GO111MODULE": "off", "GOPATH": str(GOCODE), "GOFLAGS": "-mod="}
    subprocess.run(
        ("go", "build", "-o", target, "hub.go"),
        cwd=HERE,
        env={**os.environ, **settings},
        check=True,
    )
    return str(target)
