"""Back to any moment, as docs/self-hosting.md has it: a base, what was written since, and when."""

import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests import services
from tests.services.postgres import _as_postgres, _give_to_postgres
from tests.source import ROOT

KEPT = "/var/backups/postgresql"
WAIT_SECONDS = 60


def shipped(folder: Path) -> dict[str, str]:
    """What deploy/ tells PostgreSQL, with the archive in this folder."""
    text = (ROOT / "deploy/postgresql/archive.conf").read_text()
    told = re.findall(r"^(\w+) = '?([^'\n]+)'?$", text, re.MULTILINE)
    return {name: value.replace(KEPT, str(folder)) for name, value in told}


def restoring(folder: Path) -> dict[str, str]:
    """What the guide appends to go back."""
    guide = (ROOT / "docs/self-hosting.md").read_text()
    told = re.findall(r'^echo "(re\w+) = \'([^\']+)\'" >>', guide, re.MULTILINE)
    return {name: value.replace(KEPT, str(folder)) for name, value in told}


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="hiroba-postgres-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for part in ("wal", "base", "server"):
            (folder / part).mkdir(mode=0o700)
            _give_to_postgres(folder / part)
        yield folder


def test_a_place_is_brought_back_to_a_moment_between_two_messages(folder):
    server = services.Postgres(folder / "server", **shipped(folder))
    server.create()
    program = services.postgres_program("pg_basebackup")
    where = ("--host=127.0.0.1", f"--port={server.port}", "--username=hiroba")
    options = ("--checkpoint=fast", "--no-sync", f"--pgdata={folder / 'base'}")
    subprocess.run((program, *where, *options), check=True, **_as_postgres())
    with psycopg.connect(server.url, autocommit=True) as own:
        own.execute(b"CREATE TABLE said (body text)")
        own.execute(b"INSERT INTO said VALUES ('before')")
        time.sleep(0.1)
        [moment] = own.execute(b"SELECT clock_timestamp()::text").fetchone() or ()
        time.sleep(0.1)
        own.execute(b"INSERT INTO said VALUES ('after')")
        [name] = own.execute(b"SELECT pg_walfile_name(pg_switch_wal())").fetchone() or ()
    until_there_is(folder / "wal" / name)
    server.stop()
    shutil.rmtree(folder / "server/data")
    (folder / "base").rename(folder / "server/data")
    back = {**restoring(folder), "recovery_target_time": moment}
    assert set(back) == {"restore_command", "recovery_target_time", "recovery_target_action"}
    (folder / "server/data/recovery.signal").touch()
    again = services.Postgres(folder / "server", **back)
    again.start()
    try:
        until_it_takes_writes(again.url)
        with psycopg.connect(again.url) as own:
            assert own.execute(b"SELECT body FROM said").fetchall() == [("before",)]
    finally:
        again.stop()


def until_there_is(file: Path) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not file.exists():
        assert time.monotonic() < deadline, f"{file} was not kept"
        time.sleep(0.05)


def until_it_takes_writes(url: str) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    with psycopg.connect(url, autocommit=True) as own:
        while own.execute(b"SELECT pg_is_in_recovery()").fetchone() != (False,):
            assert time.monotonic() < deadline, "it did not end its recovery"
            time.sleep(0.05)
