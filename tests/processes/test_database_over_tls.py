"""PostgreSQL behind TLS, as DATABASE_URL names it: it proves itself before it is told a word."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import services
from tests.services.certificate import make_certificate

ASK = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
    print("encrypted" if cursor.fetchone()[0] else "plain")
"""


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[services.Postgres, Path]]:
    """A PostgreSQL that takes TLS alone, and its certificate."""
    with tempfile.TemporaryDirectory(prefix="hiroba-postgres-") as folder:
        server = services.Postgres(Path(folder))
        server.create()
        try:
            yield server, server.speak_tls_only()
        finally:
            server.stop()


def address(server: services.Postgres, certificate: Path) -> str:
    return f"{server.url}?sslmode=verify-full&sslrootcert={certificate}"


def test_the_database_is_reached_over_tls_by_hiroba_and_by_what_backs_it_up(server, tmp_path):
    env = {"VAR_DIR": str(tmp_path), "DATABASE_URL": address(*server)}
    with services.commands(env) as commands:
        assert commands.run("shell", "--no-imports", "--command", ASK) == "encrypted\n"
        made = commands.run("backup", str(tmp_path / "backups"))
        restored = commands.run("restore", made.strip())
    assert restored.startswith("Restored")


def test_a_database_with_a_certificate_that_nobody_vouches_for_is_not_spoken_to(server, tmp_path):
    other = make_certificate(tmp_path / "other")
    env = {"VAR_DIR": str(tmp_path), "DATABASE_URL": address(server[0], other)}
    with pytest.raises(RuntimeError, match="certificate verify failed"):
        services.manage("shell", "--no-imports", "--command", ASK, env=env)
