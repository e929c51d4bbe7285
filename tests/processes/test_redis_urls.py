"""Redis behind TLS, and Redis found by a Sentinel: both halves of Hiroba that speak to it."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from urllib.parse import quote

import pytest
from channels_redis.utils import create_pool
from django.core.cache.backends.redis import RedisCache
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from config import redis_urls
from tests import services
from tests.services.certificate import make_certificate
from tests.services.processes import accepts, stop

PASSWORD = "pass/word"


@pytest.fixture(scope="module")
def urls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """One Redis with a password, reached in three ways."""
    folder = tmp_path_factory.mktemp("redis")
    plain, tls, sentinel = (services.free_port() for _ in range(3))
    certificate = make_certificate(folder / "tls")
    (folder / "sentinel.conf").write_text(
        f"port {sentinel}\nbind 127.0.0.1\ndir {folder}\nrequirepass {PASSWORD}\n"
        f"sentinel monitor hiroba 127.0.0.1 {plain} 1\nsentinel auth-pass hiroba {PASSWORD}\n"
    )
    options = {
        "--port": plain,
        "--tls-port": tls,
        "--tls-cert-file": certificate,
        "--tls-key-file": certificate.with_name("privkey.pem"),
        "--tls-auth-clients": "no",
        "--requirepass": PASSWORD,
        "--bind": "127.0.0.1",
        "--save": "",
        "--dir": folder,
    }
    first = ["redis-server", *(str(part) for option in options.items() for part in option)]
    second = ["redis-server", str(folder / "sentinel.conf"), "--sentinel"]
    processes = [
        subprocess.Popen(command, stdout=subprocess.DEVNULL) for command in (first, second)
    ]
    try:
        for port, process in zip((tls, sentinel), processes, strict=True):
            services.until(partial(accepts, port), process, "redis-server")
        login = f":{quote(PASSWORD, safe='')}@"
        yield {
            "plain": f"redis://{login}127.0.0.1:{plain}/0",
            "tls": f"rediss://{login}127.0.0.1:{tls}/0?ssl_ca_certs={quote(str(certificate))}",
            "sentinel": f"redis+sentinel://{login}127.0.0.1:{sentinel}/hiroba/0",
            "stranger": f"rediss://{login}127.0.0.1:{tls}/0",
        }
    finally:
        for process in processes:
            stop(process)


def sentinels_of(pool: Any) -> list[Any]:
    """The clients that redis-py keeps open for asking Sentinels."""
    return list(pool.sentinel_manager.sentinels) if hasattr(pool, "sentinel_manager") else []


@contextmanager
def cache_at(url: str) -> Iterator[RedisCache]:
    described: dict[str, Any] = redis_urls.cache(url)
    cache = RedisCache(described["LOCATION"], {"OPTIONS": described["OPTIONS"]})
    try:
        yield cache
    finally:
        pool = cache._cache.get_client().connection_pool
        pool.disconnect()
        for sentinel in sentinels_of(pool):
            sentinel.close()


@pytest.mark.parametrize("way", ["plain", "tls", "sentinel"])
def test_the_cache_is_reached(urls, way) -> None:
    with cache_at(urls[way]) as cache:
        cache.set("way", way)
        assert cache.get("way") == way


@pytest.mark.parametrize("way", ["plain", "tls", "sentinel"])
async def test_the_layers_connections_are_made(urls, way) -> None:
    pool = create_pool(redis_urls.layer_host(urls[way]))
    async with Redis(connection_pool=pool) as redis:
        await redis.set("way", way)
        assert await redis.get("way") == way.encode()
    await pool.disconnect()
    for sentinel in sentinels_of(pool):
        await sentinel.aclose(close_connection_pool=True)


def test_a_redis_with_a_certificate_that_nobody_vouches_for_is_not_spoken_to(urls) -> None:
    with (
        cache_at(urls["stranger"]) as cache,
        pytest.raises(RedisConnectionError, match="certificate verify failed"),
    ):
        cache.get("way")


def test_several_sentinels_and_a_user_are_understood() -> None:
    host = redis_urls.layer_host("rediss+sentinel://me:p%40ss@one:1,two/main/3?ssl_ca_certs=/ca")
    assert host["sentinels"] == [("one", 1), ("two", 26379)]
    assert (host["master_name"], host["db"]) == ("main", 3)
    for login in (host, host["sentinel_kwargs"]):
        assert (login["username"], login["password"]) == ("me", "p@ss")
        assert (login["ssl"], login["ssl_ca_certs"]) == (True, "/ca")


def test_the_cache_writes_json_that_runs_no_code(urls) -> None:
    values = {"list": [1.5, 2], "flag": True, "text": "広場", "nothing": None, "number": 7}
    with cache_at(urls["plain"]) as cache:
        for name, value in values.items():
            cache.set(name, value, 30)
        assert {name: cache.get(name) for name in values} == values
        assert cache.incr("number") == 8
        assert cache._cache.get_client("list").get(cache.make_key("list")) == b"[1.5,2]"
        with pytest.raises(TypeError):
            cache.set("object", object(), 30)
