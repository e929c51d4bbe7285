"""The two rigs: real servers on loopback in a temporary folder, a proxy on every link.

The large one is nginx, three Daphnes, PostgreSQL (durable) and Redis; the small one is one Daphne
on SQLite.
"""

import asyncio
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path

import msgspec

from chaos import database
from chaos.client import Person
from chaos.crowd import Stage
from chaos.proxy import Proxy
from tests import services

HEARTBEAT_SECONDS = 2
PRODUCTION = {
    "DEBUG": "off",
    "SECRET_KEY": "only for a rig on loopback, " * 2,
    "ALLOWED_HOSTS": "127.0.0.1",
    "LOG_LEVEL": "WARNING",
}
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
SPARING = {"max_wal_size": "64MB"}
"""A small disk must be filled by its fault, not by the log of the runs before."""
LIMITS = {
    "HEARTBEAT_SECONDS": str(HEARTBEAT_SECONDS),
    "FRAMES_PER_SECOND": "1000",
    "FRAMES_BURST": "3000",
    "MESSAGES_PER_SECOND": "1000",
    "MESSAGES_BURST": "3000",
    "SOCKETS_PER_PERSON": "100",
    "WRITER_QUEUE": "400",
}
"""One machine plays everybody, so nobody is held back; what is bounded stays bounded."""


class Server(services.Daphne):
    """One Daphne, its failpoints, and the proxies on its links."""

    def __init__(self, folder: Path, env: Mapping[str, str], rng: random.Random) -> None:
        self.folder = folder
        self.armed = folder / "armed"
        self.armed.mkdir(parents=True)
        (folder / "static").symlink_to(folder.parent / "static")
        (folder / "clock").write_text("+0\n")  # read by libfaketime, in the rig that has it
        armed = {"VAR_DIR": str(folder), "CHAOS_ARMED": str(self.armed)}
        armed["FAKETIME_TIMESTAMP_FILE"] = str(folder / "clock")
        super().__init__({**LIMITS, **env, **armed})
        self.front = Proxy(self.port, rng)

    @property
    def command(self) -> tuple[str, ...]:
        """What Python runs."""
        return ("-m", "chaos.serve")

    def arm(self, failpoint: str) -> None:
        """Let a failpoint go off as soon as it is reached."""
        (self.armed / failpoint).touch()

    def disarm(self) -> None:
        """Let none go off any more."""
        for file in self.armed.iterdir():
            file.unlink(missing_ok=True)

    @property
    def alive(self) -> bool:
        """Whether its process has not ended."""
        return self.process.poll() is None

    @property
    def frozen(self) -> bool:
        """Whether its process is stopped."""
        stat = Path(f"/proc/{self.process.pid}/stat").read_text()
        return stat.rpartition(") ")[2].startswith("T")

    def signal(self, how: signal.Signals) -> None:
        """Send it a signal, if there is somebody to take it."""
        with suppress(ProcessLookupError):
            self.process.send_signal(how)

    @property
    def memory(self) -> int:
        """The bytes that it holds; 0 when it has ended."""
        with suppress(OSError):
            pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
            return pages * os.sysconf("SC_PAGE_SIZE")
        return 0


class Rig(ABC):
    """Servers that stand for several runs. `env`: what differs from the usual settings."""

    size = ""

    def __init__(self, rng: random.Random, env: Mapping[str, str] | None = None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="hiroba-chaos-"))
        self.folder.chmod(0o755)  # PostgreSQL runs as somebody else
        self.env = {**PRODUCTION, **(env or {})}
        self.rng = rng
        self.servers: list[Server] = []
        self.ends = ExitStack()
        self.ends.callback(shutil.rmtree, self.folder, ignore_errors=True)

    # --- What differs -----------------------------------------------------------------------

    @property
    @abstractmethod
    def place(self) -> str | Path:
        """Where the database is, past all proxies."""

    @property
    @abstractmethod
    def port(self) -> int:
        """Where clients find Hiroba."""

    @property
    @abstractmethod
    def front(self) -> Proxy:
        """The link that clients come by."""

    @abstractmethod
    async def start(self, runs: int, people: int, rooms: int) -> list[Stage]:
        """Start everything, and return the stages of this many runs."""

    @abstractmethod
    async def mend(self) -> None:
        """Have everything run again, in fair weather, whatever was done to it."""

    # --- What is common ---------------------------------------------------------------------

    @property
    def proxies(self) -> list[Proxy]:
        """Every link."""
        return [server.front for server in self.servers]

    async def make(self, runs: int, people: int, rooms: int) -> list[Stage]:
        """Collect what pages need, migrate the database, and make the casts of this many runs."""
        await asyncio.to_thread(services.collect, self.direct_env)
        await asyncio.to_thread(services.migrate, self.direct_env)
        command = ("-m", "chaos.stage", "make", str(runs), str(people), str(rooms))
        told = await asyncio.to_thread(services.python, *command, env=self.direct_env)
        return msgspec.json.decode(told, type=list[Stage])

    async def deactivate(self, person: Person) -> None:
        """End an account by a command beside the servers."""
        deactivate = ("-m", "chaos.stage", "deactivate", str(person.id))
        await asyncio.to_thread(services.python, *deactivate, env=self.direct_env)

    async def restart(self, server: Server) -> None:
        """Start a server that has ended, and wait until it answers."""
        server.disarm()
        await asyncio.to_thread(server.start)

    async def revive(self) -> None:
        """Have every server run: thaw the frozen, start the dead."""
        for server in self.servers:
            server.disarm()
            server.signal(signal.SIGCONT)
        dead = [server for server in self.servers if not server.alive]
        await asyncio.gather(*(self.restart(server) for server in dead))

    async def heads(self, rooms: list[int]) -> dict[int, int]:
        """Return how far these rooms have come, past all proxies."""
        return await asyncio.to_thread(database.heads, self.place, rooms)

    @property
    def memory(self) -> int:
        """The bytes that the fattest server holds."""
        return max(server.memory for server in self.servers)

    @property
    @abstractmethod
    def direct_env(self) -> dict[str, str]:
        """Settings for commands, which use no proxy."""

    async def stop(self) -> None:
        """End everything that was started, and delete it."""
        for proxy in self.proxies:
            await proxy.close()
        await asyncio.to_thread(self.ends.close)

    def keep_logs(self, folder: Path) -> None:
        """Copy what the servers wrote."""
        for log in self.folder.rglob("*.log"):
            shutil.copy(log, folder / f"{log.parent.name}-{log.name}")


class SmallRig(Rig):
    """One Daphne on SQLite, no Redis, no nginx."""

    size = "small"

    @property
    def place(self) -> Path:
        """The SQLite file."""
        return self.folder / "hiroba.sqlite3"

    @property
    def port(self) -> int:
        """The proxy before the one server."""
        return self.front.port

    @property
    def front(self) -> Proxy:
        """The link between clients and the one server."""
        return self.servers[0].front

    @property
    def direct_env(self) -> dict[str, str]:
        """Settings for commands."""
        url = {"DATABASE_URL": f"sqlite:///{self.place}", "VAR_DIR": str(self.folder)}
        return {**self.env, **url}

    async def start(self, runs: int, people: int, rooms: int) -> list[Stage]:
        """Make the database and start the server."""
        stages = await self.make(runs, people, rooms)
        url = {"DATABASE_URL": self.direct_env["DATABASE_URL"]}
        self.servers = [Server(self.folder / "serve-1", {**self.env, **url}, self.rng)]
        self.ends.callback(self.servers[0].kill)
        await asyncio.to_thread(self.servers[0].start)
        await self.front.open()
        return stages

    async def mend(self) -> None:
        """Have the server run, in fair weather."""
        await self.revive()
        self.front.clear()


class LargeRig(Rig):
    """nginx, three Daphnes, PostgreSQL with fsync, Redis."""

    size = "large"
    servers_count = 3

    def __init__(self, rng: random.Random, env: Mapping[str, str] | None = None) -> None:
        super().__init__(rng, env)
        for name in ("postgres", "redis", "nginx"):
            (self.folder / name).mkdir()
        self._disk = self.env.pop("DISK_MEGABYTES", "")
        settings = {**DURABLE, **(SPARING if self._disk else {})}
        self.postgres = services.Postgres(self.folder / "postgres", **settings)
        self.redis = services.Redis(str(self.folder / "redis"))
        self.nginx: services.Nginx
        self.to_database: list[Proxy] = []
        self.to_redis: list[Proxy] = []
        self._front: Proxy | None = None

    @property
    def place(self) -> str:
        """PostgreSQL itself."""
        return self.postgres.url

    @property
    def port(self) -> int:
        """The proxy before nginx."""
        return self.front.port

    @property
    def front(self) -> Proxy:
        """The link between clients and nginx."""
        assert self._front
        return self._front

    @property
    def proxies(self) -> list[Proxy]:
        """Every link."""
        front = [self._front] if self._front else []
        return [*front, *super().proxies, *self.to_database, *self.to_redis]

    @property
    def direct_env(self) -> dict[str, str]:
        """Settings for commands, which use no proxy."""
        own = {"DATABASE_URL": self.postgres.url, "VAR_DIR": str(self.folder)}
        return {**self.env, **own}

    async def start(self, runs: int, people: int, rooms: int) -> list[Stage]:
        """Start the database and Redis, then all that need them."""
        if self._disk:
            _mount(self.folder / "postgres", self._disk)
            self.ends.callback(subprocess.run, ("umount", self.folder / "postgres"), check=True)
        self.ends.callback(self.postgres.stop, signal.SIGQUIT)
        self.ends.callback(self.redis.kill)
        self.ends.callback(self.thaw)
        await asyncio.gather(
            asyncio.to_thread(self.postgres.create), asyncio.to_thread(self.redis.start)
        )
        stages = await self.make(runs, people, rooms)
        for number in range(self.servers_count):
            await self._add_server(number)
        for server in self.servers:
            self.ends.callback(server.kill)
            await asyncio.to_thread(server.start)
        fronts = [server.front.port for server in self.servers]
        self.nginx = services.Nginx(self.folder / "nginx", fronts)
        self.ends.callback(self.nginx.stop)
        await asyncio.to_thread(self.nginx.start)
        self._front = Proxy(self.nginx.port, self.rng)
        await self._front.open()
        return stages

    async def _add_server(self, number: int) -> None:
        to_database, to_redis = (
            Proxy(port, self.rng) for port in (self.postgres.port, self.redis.port)
        )
        await to_database.open()
        await to_redis.open()
        env = {
            **self.env,
            "DATABASE_URL": self.postgres.url_at(to_database.port),
            "REDIS_URL": f"redis://127.0.0.1:{to_redis.port}/0",
        }
        server = Server(self.folder / f"serve-{number + 1}", env, self.rng)
        await server.front.open()
        self.servers.append(server)
        self.to_database.append(to_database)
        self.to_redis.append(to_redis)

    async def mend(self) -> None:
        """Have everything run, in fair weather."""
        for proxy in self.proxies:
            proxy.clear()
        self.thaw()
        if self.postgres.process.poll() is not None:
            await asyncio.to_thread(self.postgres.start)
        if self.redis.process.poll() is not None:
            await asyncio.to_thread(self.redis.start)
        if self.nginx.process.poll() is not None:
            await asyncio.to_thread(self.nginx.start)
        await self.revive()

    def thaw(self) -> None:
        """Let PostgreSQL, all its backends, and Redis go on."""
        backends = self.postgres.backends()
        for pid in (self.postgres.process.pid, self.redis.process.pid, *backends):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

    def redis_cli(self, *words: str) -> None:
        """Tell Redis something; it may be hung, so nobody waits for it long."""
        command = ("redis-cli", "-p", str(self.redis.port), *words)
        with suppress(subprocess.TimeoutExpired):
            subprocess.run(command, timeout=2, capture_output=True)


RIGS: dict[str, type[Rig]] = {"large": LargeRig, "small": SmallRig}


def _mount(folder: Path, megabytes: str) -> None:
    """Give a folder a small disk of its own. Only root may."""
    options = ("-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "chaos")
    subprocess.run(("mount", *options, folder), check=True)


def now() -> float:
    """Return the seconds of a clock that no fault touches."""
    return time.monotonic()
