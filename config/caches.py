"""The cache of a place with Redis, which goes on without it.

What is kept in it, how often somebody has tried something, is no reason to answer nobody.
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
"""So long nobody asks a Redis that has just failed: one that hangs takes two seconds each time."""


class Redis:
    """Whether this process may ask Redis now."""

    def __init__(self) -> None:
        self._not_before = 0.0
        self._is_away = False

    @property
    def may_be_asked(self) -> bool:
        """Whether it has not failed just now."""
        return time.monotonic() >= self._not_before

    def failed(self, error: Exception) -> None:
        """Leave it alone for a while; say so once, until it is back."""
        self._not_before = time.monotonic() + PAUSE_SECONDS
        if not self._is_away:
            logger.warning("Redis is away, each process counts for itself: %r", error)
        self._is_away = True

    def answered(self) -> None:
        """Say once that it is back."""
        if self._is_away:
            logger.warning("Redis is back.")
        self._is_away = False


redis = Redis()


class PatientCache(BaseCache):
    """Asks the cache `redis`, and while that fails the cache `memory` of this process."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> Any:
        """Keep it unless there is something, and return whether there was nothing."""
        return _asked(lambda cache: cache.add(key, value, timeout, version))

    def get(self, key: str, default: Any = None, version: Any = None) -> Any:
        """Return what is kept, or the default."""
        return _asked(lambda cache: cache.get(key, default, version))

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> Any:
        """Keep it."""
        return _asked(lambda cache: cache.set(key, value, timeout, version))

    def incr(self, key: str, delta: int = 1, version: Any = None) -> Any:
        """Count in one step, and return the sum. Raises ValueError when nothing is kept."""
        return _asked(lambda cache: cache.incr(key, delta, version))

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> Any:
        """Keep what is there for longer, and return whether there was something."""
        return _asked(lambda cache: cache.touch(key, timeout, version))

    def delete(self, key: str, version: Any = None) -> Any:
        """Forget it, and return whether there was something."""
        return _asked(lambda cache: cache.delete(key, version))

    def clear(self) -> None:
        """Forget everything."""
        _asked(lambda cache: cache.clear())


def _asked(question: Callable[[BaseCache], Any]) -> Any:
    if redis.may_be_asked:
        try:
            answer = question(caches["redis"])
        except (RedisError, OSError) as error:
            redis.failed(error)
        else:
            redis.answered()
            return answer
    return question(caches["memory"])
