"""No peer: a server that floods, to measure the load generator's own limit."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.peers.go import built, go_version
from bench.peers.peer import Crowd, Served, anybody
from bench.peers.program import program
from tests.services import free_port

HERE = Path(__file__).parent
FRAMES = 10_000


class Blaster:
    """Sends FRAMES frames to whoever asks, `batch` with each write."""

    dialect = "plain"

    def __init__(self, name: str, title: str, batch: int, folder: Path) -> None:
        self.name = name
        self.title = title
        self._batch = batch
        self._program = folder / "blaster"

    def version(self) -> str:
        """Return the versions of Go and of the library."""
        return go_version()

    @contextmanager
    def serve(self, crowd: Crowd) -> Iterator[Served]:
        """Run it."""
        port = free_port()
        address = f"127.0.0.1:{port}"
        options = ("-batch", str(self._batch), "-frames", str(FRAMES))
        command = (built(HERE, self._program), "-address", address, *options)
        with program(command, port, cwd=HERE) as pid:
            yield Served([f"ws://{address}"], anybody(crowd), {"server": [pid]})
