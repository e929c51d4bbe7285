"""A hub in Go on gorilla/websocket."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.peers.go import built, go_version
from bench.peers.peer import Crowd, Served, anybody
from bench.peers.program import program
from tests.services import free_port

HERE = Path(__file__).parent


class Gorilla:
    """Broadcasts to a room, and nothing else."""

    def __init__(self, name: str, title: str, dialect: str, folder: Path, *options: str) -> None:
        self.name = name
        self.title = title
        self.dialect = dialect
        self._program = folder / "gorilla"
        self._options = options

    def version(self) -> str:
        """Return the versions of Go and of the library."""
        return go_version()

    @contextmanager
    def serve(self, crowd: Crowd) -> Iterator[Served]:
        """Run the hub."""
        port = free_port()
        address = ("-address", f"127.0.0.1:{port}")
        command = (built(HERE, self._program), *address, *self._options)
        with program(command, port, cwd=HERE) as pid:
            yield Served([f"ws://127.0.0.1:{port}"], anybody(crowd), {"server": [pid]})
