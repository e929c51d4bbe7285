"""Where Redis is: at one address, with TLS or without, or wherever its Sentinels say.

redis://[[user]:password@]host:6379/0
rediss://…?ssl_ca_certs=/etc/hiroba/redis-ca.pem
redis+sentinel://[[user]:password@]host:26379,host:26379/name/0
rediss+sentinel://…?ssl_ca_certs=/etc/hiroba/redis-ca.pem
"""

import json
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from redis.sentinel import Sentinel, SentinelConnectionPool

# By default redis-py waits forever.
TIMEOUTS: dict[str, Any] = {"socket_timeout": 2, "socket_connect_timeout": 2}

DIRECT = ("redis", "rediss", "unix")
BY_SENTINEL = ("redis+sentinel", "rediss+sentinel")
SENTINEL_PORT = 26379


def layer_host(url: str) -> dict[str, Any]:
    """Return the channel layer's description of the Redis at this URL.

    Raises ImproperlyConfigured when it is none.
    """
    scheme = urlsplit(url).scheme
    if scheme in BY_SENTINEL:
        return _sentinel_host(url)
    if scheme in DIRECT:
        _check_port(url)
        return {"address": url, **TIMEOUTS}
    known = ", ".join(f"{name}://" for name in (*DIRECT, *BY_SENTINEL))
    raise ImproperlyConfigured(f"REDIS_URL must begin with one of {known}.")


def cache(url: str) -> dict[str, Any]:
    """Return Django's description of a cache in the Redis at this URL."""
    options = {**TIMEOUTS, "serializer": "config.redis_urls.Json"}
    if urlsplit(url).scheme in BY_SENTINEL:
        options["pool_class"] = "config.redis_urls.SentinelPool"
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": url,
        "KEY_PREFIX": "json",  # what an earlier version wrote is not read
        "OPTIONS": options,
    }


class Json:
    """Stores cache values as JSON: with pickle, whoever can write to Redis could run code here.

    Numbers are stored as digits, so that Redis can increment them.
    """

    def dumps(self, value: Any) -> bytes:
        """Return the value as text. Raises TypeError for what JSON does not know."""
        return json.dumps(value, separators=(",", ":")).encode()

    def loads(self, data: bytes) -> Any:
        """Return the value. Raises ValueError for what is no JSON."""
        return json.loads(data)


class SentinelPool(SentinelConnectionPool):
    """The connections of Django's cache to the Redis that is the first one at the moment."""

    @classmethod
    def from_url(cls, url: str, **options: Any) -> "SentinelPool":
        """Return the connections for a URL of Sentinels."""
        host = {**_sentinel_host(url), **options}
        sentinels, sentinel_kwargs = host.pop("sentinels"), host.pop("sentinel_kwargs")
        known = Sentinel(  # type: ignore[no-untyped-call]
            sentinels, sentinel_kwargs=sentinel_kwargs
        )
        return cls(host.pop("master_name"), known, **host)


def _check_port(url: str) -> None:
    try:
        _ = urlsplit(url).port
    except ValueError as error:
        raise ImproperlyConfigured("REDIS_URL has a port that is no number.") from error


def _sentinel_host(url: str) -> dict[str, Any]:
    """The Sentinels take the same password, and speak TLS as Redis does."""
    parts = urlsplit(url)
    login, _, hosts = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    name, _, number = parts.path.strip("/").partition("/")
    if not name:
        raise ImproperlyConfigured("REDIS_URL names no master: …sentinel://host:26379/NAME/0.")
    common: dict[str, Any] = {**TIMEOUTS, **dict(parse_qsl(parts.query))}
    if parts.scheme.startswith("rediss"):
        common["ssl"] = True
    if user:
        common["username"] = unquote(user)
    if password:
        common["password"] = unquote(password)
    return {
        "sentinels": [_address(host) for host in hosts.split(",")],
        "master_name": name,
        "sentinel_kwargs": dict(common),
        "db": int(number or 0),
        **common,
    }


def _address(host: str) -> tuple[str, int]:
    name, _, port = host.rpartition(":")
    if not name:
        return host, SENTINEL_PORT
    if not port.isdecimal():
        raise ImproperlyConfigured("REDIS_URL has a port that is no number.")
    return name, int(port)
