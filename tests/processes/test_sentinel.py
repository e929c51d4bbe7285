"""Redis behind a Sentinel: the master dies, a replica takes over, and both Daphnes find it."""

import asyncio
import json
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from tests import services
from tests.processes.conftest import Client, Site, enter, site
from tests.services.processes import accepts, stop

SECONDS = 60
NAME = "hiroba"


class Watched:
    """A Redis, its replica, and the Sentinel that watches over them."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self._stack, self._folder = stack, folder
        self.port, replica, self.sentinel = (services.free_port() for _ in range(3))
        (folder / "sentinel.conf").write_text(
            f"port {self.sentinel}\nbind 127.0.0.1\ndir {folder}\n"
            f"sentinel monitor {NAME} 127.0.0.1 {self.port} 1\n"
            f"sentinel down-after-milliseconds {NAME} 1000\n"
            f"sentinel failover-timeout {NAME} 5000\n"
        )
        self._master = self._run(self.port)
        follower = self._run(replica, "--replicaof", "127.0.0.1", str(self.port))
        self._watcher = self._started(self.sentinel, str(folder / "sentinel.conf"), "--sentinel")
        services.until(partial(self._told, "num-slaves", "1"), self._watcher, "redis-sentinel")
        services.until(partial(self._follows, replica), follower, "redis-server")

    @property
    def url(self) -> str:
        """What REDIS_URL is set to."""
        return f"redis+sentinel://127.0.0.1:{self.sentinel}/{NAME}/0"

    def kill_master(self) -> None:
        """End it without a word, and return once the Sentinel names another one."""
        self._master.kill()
        self._master.wait()
        services.until(lambda: not self._told("port", str(self.port)), self._watcher, "a master")

    def _run(self, port: int, *options: str) -> subprocess.Popen[bytes]:
        own = ("--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", self._folder)
        return self._started(port, *map(str, own), *options)

    def _started(self, port: int, *options: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(("redis-server", *options), stdout=subprocess.DEVNULL)
        self._stack.callback(stop, process)
        services.until(partial(accepts, port), process, "redis-server")
        return process

    def _told(self, field: str, value: str) -> bool:
        """Whether the Sentinel says this of the master."""
        told = self._ask(self.sentinel, "sentinel", "master", NAME)
        return dict(zip(told[::2], told[1::2], strict=False)).get(field) == value

    def _follows(self, replica: int) -> bool:
        return "master_link_status:up" in self._ask(replica, "info", "replication")

    def _ask(self, port: int, *words: str) -> list[str]:
        command = ("redis-cli", "-p", str(port), *words)
        return subprocess.run(command, capture_output=True, text=True).stdout.splitlines()


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    with ExitStack() as stack:
        yield Watched(stack, tmp_path_factory.mktemp("watched"))


@pytest.fixture(scope="module")
def found_site(watched: Watched, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Two Daphnes that find their Redis by the Sentinel."""
    with ExitStack() as stack:
        env = {
            "VAR_DIR": str(tmp_path_factory.mktemp("found")),
            "DATABASE_URL": stack.enter_context(services.postgres()),
            "REDIS_URL": watched.url,
        }
        yield site(stack, env, daphnes=2)


async def heard_typing(one: Client, other: Client) -> None:
    """Return once the one has heard that the other types: only Redis carries that between them."""
    hears = asyncio.create_task(_hear_typing(one))
    while not hears.done():
        await other.socket.send(json.dumps({"type": "typing", "room": other.room}))
        await asyncio.wait([hears], timeout=1)
    await hears


async def _hear_typing(client: Client) -> None:
    while (await client.receive())["type"] != "typing":
        pass


async def test_both_daphnes_talk_through_the_redis_that_took_over(watched, found_site):
    async with asyncio.timeout(SECONDS):
        one, other = [
            await enter(daphne, person, found_site.room)
            for daphne, person in zip(found_site.daphnes, found_site.people, strict=False)
        ]
        await heard_typing(one, other)
        await asyncio.to_thread(watched.kill_master)
        nonce = await other.say("while the replica takes over")
        await one.sees("while the replica takes over")
        assert nonce in other.acknowledged
        await heard_typing(one, other)
        for client in (one, other):
            await client.socket.close()
