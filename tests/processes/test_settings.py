"""What the environment decides, seen from outside: Hiroba runs in processes of its own."""

import re
import stat
from pathlib import Path

import pytest

from tests import services
from tests.source import ROOT, variables_in_settings

KEY = "a-long-random-key-for-the-tests-of-production-0123456789"

PRAGMAS = """
from django.db import connection
with connection.cursor() as cursor:
    for name in ("journal_mode", "synchronous"):
        print(cursor.execute(f"PRAGMA {name}").fetchone()[0])
"""

WRITE_BESIDE_A_TRANSACTION = """
import sqlite3
from django.conf import settings
from django.db import transaction
other = sqlite3.connect(settings.DATABASES["default"]["NAME"], timeout=0)
with transaction.atomic():
    try:
        other.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        print(error)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "var"


@pytest.fixture
def env(folder: Path) -> dict[str, str]:
    return {"VAR_DIR": str(folder)}


def run(code: str, env: dict[str, str]) -> str:
    return services.manage("shell", "--no-imports", "--command", code, env=env).strip()


def secret_key(env: dict[str, str]) -> str:
    return run("from django.conf import settings; print(settings.SECRET_KEY)", env)


def test_every_variable_is_documented_and_every_documented_variable_exists() -> None:
    documented = re.findall(r"^\| `(\w+)` ", (ROOT / "docs/settings.md").read_text(), re.MULTILINE)
    assert set(documented) == variables_in_settings()
    assert len(documented) == len(set(documented))


def test_the_data_folder_is_made_for_its_owner_only(env, folder) -> None:
    services.manage("check", env=env)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_made_secret_key_is_kept(env, folder) -> None:
    key = secret_key(env)
    assert len(key) >= 32
    assert secret_key(env) == key
    assert stat.S_IMODE((folder / "secret_key").stat().st_mode) == 0o600


def test_production_does_not_boot_without_a_secret_key(env) -> None:
    with pytest.raises(RuntimeError, match="SECRET_KEY must be set"):
        services.manage("check", env={**env, "DEBUG": "off"})


def test_production_does_not_boot_with_a_short_secret_key(env) -> None:
    with pytest.raises(RuntimeError, match="SECRET_KEY must be set"):
        services.manage("check", env={**env, "DEBUG": "off", "SECRET_KEY": "changeme"})


def test_production_boots_with_a_secret_key(env) -> None:
    assert secret_key({**env, "DEBUG": "off", "SECRET_KEY": KEY}) == KEY


def shipped(env: dict[str, str], folder: Path) -> dict[str, str]:
    """The environment file of deploy/, with a key, and a data folder of its own."""
    file = folder.parent / "hiroba.env"
    text = (ROOT / "deploy/hiroba.env").read_text()
    assert "\nSECRET_KEY=\n" in text
    file.write_text(text.replace("\nSECRET_KEY=\n", f"\nSECRET_KEY={KEY}\n"))
    return {**env, "ENV_FILE": str(file)}


def test_the_shipped_environment_file_has_nothing_to_warn_of(env, folder) -> None:
    services.manage("check", "--deploy", "--fail-level", "WARNING", env=shipped(env, folder))


def test_behind_tls_no_other_host_can_have_set_our_cookies(env, folder) -> None:
    code = (
        "from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_PATH,"
        " s.SESSION_COOKIE_DOMAIN, s.SESSION_COOKIE_SECURE, s.LANGUAGE_COOKIE_SECURE)"
    )
    told = run(code, shipped(env, folder)).split()
    assert told == ["__Host-sessionid", "__Host-csrftoken", "/", "None", "True", "True"]
    assert run(code, env).split()[:2] == ["sessionid", "csrftoken"]


def test_the_shipped_environment_file_finds_postgresql_by_its_socket(env, folder) -> None:
    code = "from django.db import connection; print(connection.get_connection_params())"
    told = run(code, shipped(env, folder))
    for part in ("'dbname': 'hiroba'", "'user': 'hiroba'", "'host': '/var/run/postgresql'"):
        assert part in told


@pytest.mark.parametrize(
    ("changed", "identity"),
    [
        ({"RATE_LIMITS": "off"}, "hiroba.W001"),
        ({"TRUSTED_PROXY_COUNT": "0"}, "hiroba.W002"),
        ({"EMAIL_URL": "consolemail://"}, "hiroba.W003"),
        ({"ALLOWED_HOSTS": "*"}, "hiroba.E001"),
        ({"METRICS_FROM": "10.0.0.1/8"}, "hiroba.E004"),
    ],
)
def test_what_is_not_fit_for_a_server_is_told(env, folder, changed, identity) -> None:
    with pytest.raises(RuntimeError, match=re.escape(identity)):
        services.manage(
            "check", "--deploy", "--fail-level=WARNING", env={**shipped(env, folder), **changed}
        )


def test_a_server_does_not_start_with_what_hiroba_must_not_run_with(env, folder) -> None:
    wrong = {"ALLOWED_HOSTS": "*", "PORT": str(services.free_port())}
    with pytest.raises(RuntimeError, match=r"hiroba\.E001"):
        services.manage("serve", env={**shipped(env, folder), **wrong})


def test_options_of_postgresql_stand_in_its_url(env) -> None:
    url = "postgres://a:b@db:5432/hiroba?sslmode=verify-full&sslrootcert=/ca.pem"
    code = "from django.db import connection; print(connection.settings_dict['OPTIONS'])"
    told = run(code, {**env, "DATABASE_URL": url})
    for part in ("'sslmode': 'verify-full'", "'sslrootcert': '/ca.pem'", "'max_size': 16"):
        assert part in told


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT must be one of line, json"),
        ({"REDIS_URL": "http://host"}, "REDIS_URL must begin with one of redis://"),
        ({"REDIS_URL": "redis+sentinel://host"}, "REDIS_URL names no master"),
        ({"DATABASE_POOL": "abc"}, "DATABASE_POOL must be a whole number from 1"),
        ({"PORT": "80000"}, "PORT must be a whole number from 1 to 65535"),
        ({"DATABASE_URL": "postgres://a:secret@host:x/b"}, "DATABASE_URL cannot be understood"),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL must be one of DEBUG, INFO"),
        ({"TIME_ZONE": "Mars"}, "TIME_ZONE must be a time zone"),
    ],
)
def test_what_cannot_be_understood_is_refused(env, wrong, reason) -> None:
    """In one line that names the setting, and no secret of it."""
    with pytest.raises(RuntimeError, match=re.escape(reason)) as refused:
        services.manage("check", env={**env, **wrong})
    assert "Traceback" not in str(refused.value)
    assert "secret" not in str(refused.value)


def test_hiroba_does_not_start_without_the_file_that_it_is_told_to_read(env, folder) -> None:
    """It would be a development run on a database of its own."""
    file = folder.parent / "hiroba.env"
    with pytest.raises(RuntimeError) as refused:
        services.manage("check", env={**env, "ENV_FILE": str(file)})
    assert f"ENV_FILE {file} cannot be read: No such file" in str(refused.value)
    assert "Traceback" not in str(refused.value)


def test_a_name_with_a_mistake_in_it_is_told_with_what_was_meant(env, folder) -> None:
    file = folder.parent / "hiroba.env"
    file.write_text("DATABSE_POOL=3\n")
    with pytest.raises(RuntimeError) as told:
        services.manage("check", "--fail-level=WARNING", env={**env, "ENV_FILE": str(file)})
    assert "DATABSE_POOL in" in str(told.value)
    assert "Is DATABASE_POOL meant?" in str(told.value)
    assert "hiroba.W004" in str(told.value)


def test_a_development_run_refuses_to_be_reached_by_others(env) -> None:
    with pytest.raises(RuntimeError, match=r"ALLOWED_HOSTS names chat\.example\.org"):
        services.manage("check", env={**env, "ALLOWED_HOSTS": "localhost,chat.example.org"})


def test_a_development_run_listens_on_this_machine_only(env) -> None:
    with pytest.raises(RuntimeError, match=r"BIND_ADDRESS is 0\.0\.0\.0 while DEBUG is on"):
        services.manage("check", env={**env, "BIND_ADDRESS": "0.0.0.0"})


def test_sqlite_keeps_a_log_and_waits_for_the_disk(env) -> None:
    assert run(PRAGMAS, env).split() == ["wal", "2"]


def test_a_sqlite_transaction_takes_the_right_to_write_at_its_start(env) -> None:
    assert run(WRITE_BESIDE_A_TRANSACTION, env) == "database is locked"


def test_a_second_server_on_one_sqlite_file_refuses_to_start(env) -> None:
    services.migrate(env)
    with services.daphne(env):
        second = {**env, "PORT": str(services.free_port())}
        with pytest.raises(RuntimeError) as refused:
            services.manage("serve", env=second)
    assert "Another Hiroba server uses" in str(refused.value)
    assert "Traceback" not in str(refused.value)


def test_commands_run_beside_a_server(env) -> None:
    services.migrate(env)
    with services.daphne(env):
        services.migrate(env)


def test_a_port_that_is_taken_is_told_in_one_sentence(env) -> None:
    services.migrate(env)
    with services.daphne(env) as server, pytest.raises(RuntimeError) as refused:
        services.manage("serve", env={**env, "PORT": str(server.port)})
    assert f"Port {server.port} is in use" in str(refused.value)
    assert "Traceback" not in str(refused.value)
