"""Private servers for the tests: PostgreSQL, Redis, nginx, Hiroba itself, on free loopback ports.

Each is a context manager and lives in a temporary folder; nothing that runs already is touched.
Only the standard library is used, so that `make test` can start them without a venv.
"""

from tests.services.deployment import Deployment, deployment
from tests.services.hiroba import (
    FAULT,
    ROOT,
    Commands,
    Daphne,
    Hypercorn,
    Uvicorn,
    commands,
    daphne,
    environment,
    manage,
    python,
)
from tests.services.nginx import Nginx
from tests.services.postgres import Postgres, postgres, postgres_program
from tests.services.processes import fetch, free_port, stop, until
from tests.services.redis import Redis, redis_server
from tests.services.shipped_nginx import ShippedNginx, nginx_program, shipped_nginx
from tests.services.templates import collect, in_production, migrate

__all__ = [
    "FAULT",
    "ROOT",
    "Commands",
    "Daphne",
    "Deployment",
    "Hypercorn",
    "Nginx",
    "Postgres",
    "Redis",
    "ShippedNginx",
    "Uvicorn",
    "collect",
    "commands",
    "daphne",
    "deployment",
    "environment",
    "fetch",
    "free_port",
    "in_production",
    "manage",
    "migrate",
    "nginx_program",
    "postgres",
    "postgres_program",
    "python",
    "redis_server",
    "shipped_nginx",
    "stop",
    "until",
]
