"""Everything as deploy/ ships it: nginx with TLS, two Daphnes, PostgreSQL and Redis."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.services.hiroba import ROOT, Daphne, daphne, manage
from tests.services.postgres import postgres
from tests.services.redis import redis_server
from tests.services.shipped_nginx import ShippedNginx, shipped_nginx
from tests.services.templates import collect, migrate

SECRET_KEY = "for deployments of tests only, and long enough to be taken for one"


@dataclass
class Deployment:
    """A place that people reach through nginx. `env`: of its servers and commands."""

    env: dict[str, str]
    daphnes: list[Daphne]
    nginx: ShippedNginx

    @property
    def url(self) -> str:
        """Where its pages are, without a slash at the end."""
        return self.nginx.url

    @property
    def faults(self) -> list[str]:
        """The lines in which one of its servers reports a fault."""
        return [line for one in self.daphnes for line in one.faults]

    def populate(self, people: int, room: str) -> dict[str, Any]:
        """Make people and a room, and return them with cookies."""
        options = ("--people", str(people), "--room", room, "--cookies")
        made: dict[str, Any] = json.loads(manage("populate", *options, env=self.env))
        return made


@contextmanager
def deployment(folder: Path) -> Iterator[Deployment]:
    """Set up and run a place in this folder, with the environment file that is shipped."""
    with ExitStack() as stack:
        files = folder / "files"
        files.mkdir()
        env = {
            "ENV_FILE": str(_environment_file(folder)),
            "VAR_DIR": str(files),
            "ALLOWED_HOSTS": "localhost",
            "RATE_LIMITS": "off",
            "DATABASE_URL": stack.enter_context(postgres()),
            "REDIS_URL": stack.enter_context(redis_server()).url,
        }
        migrate(env)
        collect(env)
        daphnes = [stack.enter_context(daphne(env)) for _ in range(2)]
        ports = [one.port for one in daphnes]
        nginx = stack.enter_context(shipped_nginx(folder / "nginx", files, ports))
        # The certificate is one's own: whoever asks has to be told to trust it.
        env["SSL_CERT_FILE"] = str(nginx.certificate)
        yield Deployment(env, daphnes, nginx)


def _environment_file(folder: Path) -> Path:
    file = folder / "hiroba.env"
    file.touch(mode=0o600)
    shipped = (ROOT / "deploy/hiroba.env").read_text()
    file.write_text(shipped.replace("\nSECRET_KEY=\n", f"\nSECRET_KEY={SECRET_KEY}\n"))
    return file
