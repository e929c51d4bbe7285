"""Hubs on Node: `ws`, and Socket.IO. npm installs them as package-lock.json pins them."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.peers.peer import Crowd, Served, anybody
from bench.peers.program import output, program
from tests.services import free_port

HERE = Path(__file__).parent


class Node:
    """Broadcasts to a room, and nothing else."""

    def __init__(self, name: str, title: str, dialect: str, script: str, package: str) -> None:
        self.name = name
        self.title = title
        self.dialect = dialect
        self._script = script
        self._package = package

    def version(self) -> str:
        """Return the versions of Node and of the library."""
        pinned = json.loads((HERE / "package.json").read_text())["dependencies"][self._package]
        return f"Node {output('node', '--version')}, {self._package} {pinned}"

    @contextmanager
    def serve(self, crowd: Crowd) -> Iterator[Served]:
        """Run the hub."""
        port = free_port()
        with program(("node", self._script, str(port)), port, cwd=HERE) as pid:
            yield Served([f"ws://127.0.0.1:{port}"], anybody(crowd), {"server": [pid]})


def install() -> None:
    """Install what package-lock.json pins, unless it is there."""
    if not (HERE / "node_modules").is_dir():
        subprocess.run(("npm", "ci", "--silent", "--no-audit", "--no-fund"), cwd=HERE, check=True)


WS = Node("ws", "ws (Node)", "plain", "ws.mjs", "ws")
SOCKET_IO = Node("socketio", "Socket.IO (Node)", "socketio", "socketio.mjs", "socket.io")
