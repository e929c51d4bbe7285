"""The cache when Redis is used, which keeps working while Redis is down.

It holds rate-limit counters, whose loss is no reason to fail requests.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 5.0
"""How long a failed Redis is not asked again: a hanging one costs two seconds each time."""


class Redis:
    """Whether Redis works, as this process knows."""

    def __init__(self) -> None:
        self._not_before = 0.0
        self._is_away = False

    @property
    def is_usable(self) -> bool:
        """Whether it has not failed recently."""
        return time.monotonic() >= self._not_before

    def failed(self, error: Exception) -> None:
        """Stop asking it for a while, and log that once until it is back."""
        self._not_before = time.monotonic() + PAUSE_SECONDS
        if not self._is_away:
            logger.warning("Redis is away, each process counts for itself: %r", error)
        self._is_away = True

    def answered(self) -> None:
        """Log once that it is back."""
        if self._is_away:
            logger.warning("Redis is back.")
        self._is_away = False


redis = Redis()


class FallbackCache(BaseCache):
    """Uses the cache `redis`, and the cache `memory` of this process while Redis fails."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> Any:
        """Store the value if the key is new, and return whether it was."""
        return _with_fallback(lambda cache: cache.add(key, value, timeout, version))

    def get(self, key: str, default: Any = None, version: Any = None) -> Any:
        """Return the stored value, or the default."""
        return _with_fallback(lambda cache: cache.get(key, default, version))

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> Any:
        """Store the value."""
        return _with_fallback(lambda cache: cache.set(key, value, timeout, version))

    def incr(self, key: str, delta: int = 1, version: Any = None) -> Any:
        """Add to a counter atomically, and return it. Raises ValueError for an unknown key."""
        return _with_fallback(lambda cache: cache.incr(key, delta, version))

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> Any:
        """Extend the key's timeout, and return whether it exists."""
        return _with_fallback(lambda cache: cache.touch(key, timeout, version))

    def delete(self, key: str, version: Any = None) -> Any:
        """Delete the key, and return whether it existed."""
        return _with_fallback(lambda cache: cache.delete(key, version))

    def clear(self) -> None:
        """Delete all keys."""
        _with_fallback(lambda cache: cache.clear())


def _with_fallback(operation: Callable[[BaseCache], Any]) -> Any:
    if redis.is_usable:
        try:
            result = operation(caches["redis"])
        except (RedisError, OSError) as error:
            redis.failed(error)
        else:
            redis.answered()
            return result
    return operation(caches["memory"])
