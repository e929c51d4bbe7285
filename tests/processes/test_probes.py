"""What a process tells of itself when the database is away."""

import json

from tests import services

ASK = """
import asyncio
from chat.server import probes
for probe in (probes.alive, probes.ready):
    answer = asyncio.run(probe({"headers": [], "client": ("127.0.0.1", 1)}))
    print(answer.status, answer.body.decode())
"""


def test_without_a_database_a_process_is_alive_and_not_ready(tmp_path) -> None:
    env = {"VAR_DIR": str(tmp_path), "DATABASE_URL": "sqlite:////nowhere/hiroba.sqlite3"}
    told = services.manage("shell", "--no-imports", "--command", ASK, env=env)
    alive, ready = (line.split(" ", 1) for line in told.splitlines())
    assert alive[0] == "200"
    assert ready[0] == "503"
    assert json.loads(ready[1])["database"] == "away"
