"""The cache in Redis while Redis is away."""

from collections.abc import Iterator

import pytest
from redis.exceptions import ConnectionError as RedisIsAway

from config.caches import SteadyRedisCache


@pytest.fixture
def away(monkeypatch) -> Iterator[SteadyRedisCache]:
    """A cache of a Redis that refuses every connection."""
    monkeypatch.setattr(SteadyRedisCache, "_away_until", 0.0)
    cache = SteadyRedisCache("redis://127.0.0.1:1/0", {"OPTIONS": {"socket_connect_timeout": 0.2}})
    yield cache
    cache._own.clear()


def test_counting_goes_on_in_this_process(away):
    assert away.add("limit", 0, timeout=60)
    assert not away.add("limit", 0, timeout=60)
    assert [away.incr("limit") for _ in range(3)] == [1, 2, 3]
    away.set("limit", 7)
    assert away.get("limit") == 7
    away.delete("limit")
    with pytest.raises(ValueError, match="limit"):
        away.incr("limit")


def test_another_connection_of_this_process_counts_on(away):
    away.add("limit", 5, timeout=60)
    other = SteadyRedisCache("redis://127.0.0.1:1/0", {})
    assert other.incr("limit") == 6


def test_redis_is_asked_once_in_a_while_only(away, monkeypatch):
    away.get("limit")
    monkeypatch.setattr("django.core.cache.backends.redis.RedisCache.get", _asked)
    assert away.get("limit") is None


def _asked(*_args: object, **_options: object) -> None:
    raise AssertionError


def test_whether_redis_answers_is_not_glossed_over(away):
    with pytest.raises(RedisIsAway):
        assert away.keeps()
