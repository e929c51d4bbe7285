"""What `doctor` finds from outside: a place without a proxy, and others that are set up wrongly."""

import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest

from tests import services
from tests.source import ROOT

TLS = {"BEHIND_TLS": "on", "TRUSTED_PROXY_COUNT": "1"}


@pytest.fixture(scope="module")
def env(tmp_path_factory) -> dict[str, str]:
    env = services.in_production(str(tmp_path_factory.mktemp("var")))
    services.migrate(env)
    return env


def said(env: dict[str, str], url: str, **more: str) -> str:
    done = subprocess.run(
        (sys.executable, "manage.py", "doctor", f"--url={url}"),
        cwd=ROOT,
        env=services.environment(**env, **more),
        capture_output=True,
        text=True,
    )
    assert "Traceback" not in done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def bare(env) -> str:
    """What is said of a Daphne that believes in a proxy, in another origin, and stands alone."""
    wrong = {**env, "TRUSTED_PROXY_COUNT": "1", "TRUSTED_ORIGINS": "https://forged.example"}
    with services.daphne(wrong) as daphne:
        return said(env, daphne.url)


@pytest.mark.parametrize(
    "what",
    [
        "Nobody can say that they come from another address",
        "Nobody can move the place's root",
        "Figures are not to be read from outside",
        "A page of another origin cannot open a socket",
    ],
)
def test_what_a_proxy_would_keep_out_is_found(bare, what):
    assert f"WRONG  {what}" in bare


def test_a_socket_that_no_page_can_open_is_found(env):
    with services.daphne({**env, **TLS}) as daphne:
        assert "can open a socket" in said(env, daphne.url)
        assert f"WRONG  A page of {daphne.url} can open a socket" in said(env, daphne.url)


# --- Behind nginx -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def proxied(env, tmp_path_factory) -> Iterator[tuple[str, str]]:
    """A place that does not know of its proxy: where it is, and the certificate to trust."""
    folder = tmp_path_factory.mktemp("proxied")
    with (
        services.daphne({**env, "ALLOWED_HOSTS": "localhost"}) as daphne,
        services.shipped_nginx(folder / "nginx", folder, [daphne.port] * 2) as nginx,
    ):
        yield nginx.url, str(nginx.certificate)


def test_a_certificate_that_nobody_trusts_is_found(env, proxied):
    url, _certificate = proxied
    assert f"WRONG  {url}: " in said(env, url)
    assert "Get a certificate that browsers trust" in said(env, url)


def test_what_is_not_told_that_it_is_behind_tls_is_found(env, proxied):
    url, certificate = proxied
    told = said(env, url, SSL_CERT_FILE=certificate)
    assert "WRONG  Browsers are told to come by HTTPS only" in told
    assert "warn   The certificate is good for" in told  # for two days


def test_static_files_that_nginx_cannot_read_are_found(env, proxied):
    url, certificate = proxied  # nginx looks into a folder that has none
    told = said(env, url, SSL_CERT_FILE=certificate)
    assert "WRONG  Static files are handed out" in told


@pytest.fixture
def passing_on(tmp_path) -> Iterator[tuple[dict[str, str], str, str]]:
    """A proxy that passes on what a client says of HTTPS: settings, place and certificate."""
    env = services.in_production(str(tmp_path / "var")) | TLS
    services.migrate(env)
    with services.daphne(env) as daphne:
        nginx = services.ShippedNginx(tmp_path / "nginx", tmp_path, [daphne.port] * 2)
        proxy = nginx.folder / "hiroba/proxy.conf"
        proxy.write_text(proxy.read_text().replace("proxy_set_header X-Forwarded-Proto", "#"))
        nginx.start()
        yield env, nginx.url, str(nginx.certificate)
        nginx.stop()


def test_a_proxy_that_does_not_tell_that_it_is_https_is_found(passing_on):
    env, url, certificate = passing_on
    told = said(env, url, SSL_CERT_FILE=certificate)
    assert "WRONG  The proxy tells that it is HTTPS" in told


# --- PostgreSQL -------------------------------------------------------------------------------


def test_a_database_that_does_not_hold_every_script_is_found(env):
    with services.postgres() as url:
        with psycopg.connect(url, autocommit=True) as own:
            own.execute(b"CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
        told = said({**env, "DATABASE_URL": url.removesuffix("hiroba") + "latin"}, "")
    assert "WRONG  PostgreSQL: holds every script" in told
