"""The cache in Redis, without which signing in and limits go on."""

import logging
import time
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

AWAY_SECONDS = 5
"""So long Redis is not asked again: each question may wait for a timeout."""

OWN = {"OPTIONS": {"MAX_ENTRIES": 100_000}}


class SteadyRedisCache(RedisCache):
    """Redis; while it is away, the memory of this process, so that limits hold in each."""

    _away_until = 0.0

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._own = LocMemCache("without-redis", OWN)

    def add(self, *args: Any, **kwargs: Any) -> Any:
        """Store what is not there yet."""
        return self._steadily("add", *args, **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        """Return what is there."""
        return self._steadily("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        """Store."""
        return self._steadily("set", *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Forget."""
        return self._steadily("delete", *args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> Any:
        """Count. Raises ValueError when it is not there."""
        return self._steadily("incr", *args, **kwargs)

    def keeps(self) -> bool:
        """Return whether Redis itself keeps what it is told. Raises RedisError or OSError."""
        super().set("kept", 1, timeout=5)
        return super().get("kept") == 1

    def _steadily(self, verb: str, *args: Any, **kwargs: Any) -> Any:
        cls = type(self)
        if time.monotonic() >= cls._away_until:
            try:
                return getattr(super(), verb)(*args, **kwargs)
            except (RedisError, OSError):
                cls._away_until = time.monotonic() + AWAY_SECONDS
                logger.warning("Redis is away: limits are counted in this process", exc_info=True)
        return getattr(self._own, verb)(*args, **kwargs)
