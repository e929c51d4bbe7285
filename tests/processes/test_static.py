"""Static files as production serves them: under names that change with their content."""

import gzip
import json
import re
import stat
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError

import pytest

from tests import services

IMPORT = re.compile(
    r"""(?:^|\s)(?:import|export)\b[^'"()]*['"](\.[^'"]+)['"]|\bimport\(["'](.+?)["']"""
)


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A production run whose static files are collected and whose database is empty."""
    env = {
        "VAR_DIR": str(tmp_path_factory.mktemp("var")),
        "DEBUG": "off",
        "SECRET_KEY": "a-long-random-key-for-the-tests-of-production",
        "ALLOWED_HOSTS": "127.0.0.1",
    }
    services.manage("migrate", "--verbosity=0", env=env)
    services.manage("collectstatic", "--no-input", env=env)
    return env


@pytest.fixture(scope="module")
def server(env: dict[str, str]) -> Iterator[services.Daphne]:
    with services.daphne(env) as server:
        yield server


def manifest(env: dict[str, str]) -> dict[str, str]:
    """Each static file's name with a hash, by its plain name."""
    text = (Path(env["VAR_DIR"]) / "static/staticfiles.json").read_text()
    paths: dict[str, str] = json.loads(text)["paths"]
    return paths


def imports_of(module: Path) -> list[Path]:
    matches = IMPORT.findall(module.read_text())
    return [(module.parent / (static or dynamic)).resolve() for static, dynamic in matches]


def test_nginx_may_read_them_and_nobody_else_the_rest(env) -> None:
    folder = Path(env["VAR_DIR"])
    files = [path for path in (folder / "static").rglob("*") if path.is_file()]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o644}
    inner = [path for path in (folder / "static").rglob("*") if path.is_dir()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in inner} == {0o755}
    assert stat.S_IMODE((folder / "hiroba.sqlite3").stat().st_mode) == 0o600


def test_every_module_imports_others_by_their_hashed_names(env) -> None:
    static = Path(env["VAR_DIR"]).resolve() / "static"
    names = manifest(env).items()
    modules = {static / name for plain, name in names if plain.startswith("js/")}
    hashed = {static / name for plain, name in names if plain.endswith(".js")}
    imported = {file for module in modules for file in imports_of(module)}
    assert imported
    assert imported <= hashed


def test_a_hashed_file_may_be_kept_for_ever(env, server) -> None:
    name = next(name for plain, name in manifest(env).items() if plain.startswith("css/"))
    with urllib.request.urlopen(f"{server.url}/static/{name}", timeout=10) as response:
        assert response.headers["Content-Type"].startswith("text/css")
        assert "immutable" in response.headers["Cache-Control"]


def test_a_static_file_is_taken_for_nothing_else(env, server) -> None:
    name = next(name for plain, name in manifest(env).items() if plain.endswith(".svg"))
    with urllib.request.urlopen(f"{server.url}/static/{name}", timeout=10) as response:
        assert response.headers["Content-Type"] == "image/svg+xml"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Security-Policy"] == "default-src 'self'"


def test_a_compressed_file_and_a_part_of_one_are_whole(env, server) -> None:
    name = manifest(env)["js/main.js"]
    text = (Path(env["VAR_DIR"]) / "static" / name).read_bytes()
    packed = urllib.request.Request(
        f"{server.url}/static/{name}", headers={"Accept-Encoding": "gzip"}
    )
    with urllib.request.urlopen(packed, timeout=10) as response:
        assert gzip.decompress(response.read()) == text
    part = urllib.request.Request(f"{server.url}/static/{name}", headers={"Range": "bytes=3-9"})
    with urllib.request.urlopen(part, timeout=10) as response:
        assert (response.status, response.read()) == (206, text[3:10])


def test_what_a_browser_has_already_is_not_sent_again(env, server) -> None:
    name = manifest(env)["js/main.js"]
    with urllib.request.urlopen(f"{server.url}/static/{name}", timeout=10) as response:
        changed = response.headers["Last-Modified"]
    again = urllib.request.Request(
        f"{server.url}/static/{name}", headers={"If-Modified-Since": changed}
    )
    with pytest.raises(HTTPError, match="304") as kept:
        urllib.request.urlopen(again, timeout=10)
    kept.value.close()


@pytest.mark.parametrize("path", ["..%2f..%2fsecret_key", "../secret_key", "%00", "js/", ""])
def test_nothing_else_is_read_from_the_disk(server, path) -> None:
    with pytest.raises(HTTPError, match="404") as missing:
        urllib.request.urlopen(f"{server.url}/static/{path}", timeout=10)
    missing.value.close()


def test_a_file_that_does_not_exist_is_not_found(server) -> None:
    with pytest.raises(HTTPError, match="404") as missing:
        urllib.request.urlopen(f"{server.url}/static/js/nothing.js", timeout=10)
    missing.value.close()


def test_a_file_that_was_taken_away_under_the_server_is_not_found_at_once(env, server) -> None:
    static = Path(env["VAR_DIR"]) / "static"
    name = manifest(env)["css/print.css"]
    taken = (static / name).rename(static / "taken-away.css")
    try:
        with pytest.raises(HTTPError, match="404") as missing:
            urllib.request.urlopen(f"{server.url}/static/{name}", timeout=5)
        missing.value.close()
    finally:
        taken.rename(static / name)


def test_no_request_left_a_traceback(server) -> None:
    urllib.request.urlopen(f"{server.url}/accounts/login/", timeout=10).close()
    assert server.faults == []
