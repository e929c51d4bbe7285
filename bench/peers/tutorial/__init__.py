"""The consumer of the Channels tutorial on Daphne, with a Redis of its own."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version

from bench.peers.peer import Crowd, Served, anybody
from bench.peers.program import program
from tests.services import ROOT, free_port, redis_server

APPLICATION = "bench.peers.tutorial.asgi:application"
PACKAGES = ("channels", "channels_redis", "daphne")


class Tutorial:
    """Broadcasts to a room by way of Redis, and nothing else."""

    dialect = "tutorial"

    def __init__(self, name: str, title: str, layer: str) -> None:
        self.name = name
        self.title = title
        self._layer = layer

    def version(self) -> str:
        """Return the versions of its libraries."""
        return ", ".join(f"{package} {version(package)}" for package in PACKAGES)

    @contextmanager
    def serve(self, crowd: Crowd) -> Iterator[Served]:
        """Run Daphne and Redis."""
        port = free_port()
        command = (sys.executable, "-m", "daphne", "-v", "0", "-p", str(port), APPLICATION)
        with redis_server() as redis:
            env = {"LAYER": self._layer, "REDIS_URL": redis.url}
            with program(command, port, cwd=ROOT, env=env) as pid:
                processes = {"server": [pid], "redis": [redis.process.pid]}
                yield Served([f"ws://127.0.0.1:{port}"], anybody(crowd), processes)


CORE = Tutorial("tutorial", "Channels tutorial, core layer", "core.RedisChannelLayer")
PUBSUB = Tutorial(
    "tutorial-pubsub", "Channels tutorial, pub/sub layer", "pubsub.RedisPubSubChannelLayer"
)
