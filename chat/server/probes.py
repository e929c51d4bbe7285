"""Probes of a process: is it alive, is it ready for traffic, and its metrics.

Answered before Django, so that probes need no session, no host name and no HTTPS.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from ipaddress import ip_address, ip_network
from math import nan
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from chat import health, last_backup, metrics
from chat.actions.maintenance import notice
from chat.actions.refusal import Refused
from chat.log import journal

ASK_SECONDS = 2.0
WRITER_SECONDS_MAX = 2.0
LOOP_SECONDS_MAX = 1.0
NOT_READY = "not ready"

Scope = dict[str, Any]


class Answer(NamedTuple):
    """A response."""

    status: int
    body: bytes
    content_type: str = "application/json"


class WithProbes:
    """An ASGI application that answers probes itself and hands everything else over."""

    def __init__(self, application: Any) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Answer a probe, or pass the request on."""
        health.event_loop.watch()
        probe = PROBES.get(scope["path"])
        if probe is None:
            return await self._application(scope, receive, send)
        answer = await probe(scope)
        headers = [
            (b"content-type", answer.content_type.encode()),
            (b"content-length", str(len(answer.body)).encode()),
            (b"cache-control", b"no-store"),
        ]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        body = b"" if scope["method"] == "HEAD" else answer.body
        await send({"type": "http.response.body", "body": body})


async def alive(scope: Scope) -> Answer:
    """Report that this process is alive, and the client address that it sees."""

    return _json_answer(200, {"status": "alive", "address": address_of(scope)})


async def ready(_scope: Scope) -> Answer:
    """Report whether this process may get traffic. Losing Redis only slows delivery."""
    state = await _state()

    return _json_answer(503 if state["status"] == NOT_READY else 200, state)


async def _state() -> dict[str, Any]:
    database, writes, redis = await asyncio.gather(
        _asked(_ask_database), _asked(_ask_to_write), _asked(_ask_redis)
    )
    writer, loop = metrics.commits.seconds, health.event_loop.seconds
    well = writes and writer < WRITER_SECONDS_MAX and loop < LOOP_SECONDS_MAX
    may = well and not health.draining.begun
    return {
        "status": ("ready" if redis else "degraded") if may else NOT_READY,
        "database": "ok" if writes else ("takes no writes" if database else "away"),
        "redis": ("ok" if redis else "away") if settings.REDIS_URL else "not used",
        "writer_seconds": round(writer, 3),
        "loop_seconds": round(loop, 3),
        "draining": health.draining.begun,
        "maintenance": bool(notice.sentence),
    }


async def figures(scope: Scope) -> Answer:
    """Return the metrics to METRICS_FROM; 404 to everybody else."""
    if not may_read_figures(scope):
        return Answer(404, b"", "text/plain")
    _measure(await _state())
    return Answer(200, await asyncio.to_thread(generate_latest), CONTENT_TYPE_LATEST)


def _measure(state: dict[str, Any]) -> None:
    """Set the gauges that are read when somebody asks, rather than counted as it happens."""
    metrics.info.labels(settings.VERSION).set(1)
    metrics.ready.set(state["status"] != NOT_READY)
    metrics.database_up.set(state["database"] == "ok")
    metrics.redis_up.set(state["redis"] != "away")
    metrics.maintenance.set(state["maintenance"])
    age = last_backup.age_seconds()
    metrics.backup_age_seconds.set(nan if age is None else age)
    if pool := getattr(connection, "pool", None):
        _measure_pool(pool.get_stats())


def _measure_pool(stats: Mapping[str, int]) -> None:
    metrics.pool_connections.labels("open").set(stats["pool_size"])
    metrics.pool_connections.labels("free").set(stats["pool_available"])
    metrics.pool_connections.labels("most").set(stats["pool_max"])
    metrics.pool_waiting.set(stats["requests_waiting"])


PROBES: dict[str, Callable[[Scope], Awaitable[Answer]]] = {
    "/healthz": alive,
    "/readyz": ready,
    "/metrics": figures,
}


def address_of(scope: Scope) -> str:
    """Return the client's address, as the trusted proxies report it."""
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        forwarded = ",".join(_header(scope, b"x-forwarded-for")).split(",")
        place = len(forwarded) - settings.ALLAUTH_TRUSTED_PROXY_COUNT
        return forwarded[max(place, 0)].strip()
    return _peer(scope)


def may_read_figures(scope: Scope) -> bool:
    """Return whether the request comes directly from one of METRICS_FROM."""
    if _header(scope, b"x-forwarded-for"):
        return False
    try:
        peer = ip_address(_peer(scope))
    except ValueError:
        return False
    return any(peer in ip_network(network) for network in settings.METRICS_FROM)


def _peer(scope: Scope) -> str:
    return str((scope.get("client") or ("",))[0])


def _header(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]


def _json_answer(status: int, facts: dict[str, Any]) -> Answer:
    return Answer(status, json.dumps(facts).encode())


async def _asked(question: Callable[[], None]) -> bool:
    """Whether the question was answered in time, and without an error."""
    try:
        async with asyncio.timeout(ASK_SECONDS):
            await asyncio.to_thread(question)
    except Exception:  # whatever it is, it is no answer
        return False
    return True


def _ask_database() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        connection.close()


def _ask_to_write() -> None:
    """During maintenance the database may be read-only, too."""
    try:
        with suppress(Refused):
            journal.try_to_write()
    finally:
        connection.close()


def _ask_redis() -> None:
    """A full Redis still answers reads, so this writes."""
    if settings.REDIS_URL:
        caches["redis"].set("readyz", 1, timeout=5)
