"""What machines ask: is it alive, may people be sent to it, what has it counted?"""

import json
from typing import Any

import pytest
from django.db import connection

from chat import health, last_backup, metrics
from chat.server import probes

pytestmark = pytest.mark.django_db(transaction=True)

NOBODY_LISTENS = "redis://127.0.0.1:1/0"


async def pages(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 299, "headers": []})


async def ask(path: str, client: str = "127.0.0.1", method: str = "GET", **headers: str):
    """Return status, headers and body."""
    sent: list[dict[str, Any]] = []

    async def send(event: dict[str, Any]) -> None:
        sent.append(event)

    told = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "path": path, "method": method, "headers": told}
    await probes.WithProbes(pages)({**scope, "client": (client, 1)}, None, send)
    body = b"".join(event.get("body", b"") for event in sent)
    return sent[0]["status"], dict(sent[0]["headers"]), body.decode()


async def test_a_process_that_answers_is_alive():
    status, headers, body = await ask("/healthz")
    assert status == 200
    assert headers[b"cache-control"] == b"no-store"
    assert json.loads(body) == {"status": "alive", "address": "127.0.0.1"}


async def test_the_answer_to_head_has_no_body():
    _status, headers, body = await ask("/healthz", method="HEAD")
    assert body == ""
    assert int(headers[b"content-length"]) > 0


async def test_everything_else_is_handed_over():
    assert (await ask("/healthz/"))[0] == 299
    assert (await ask("/"))[0] == 299


@pytest.mark.parametrize(("proxies", "address"), [(0, "10.0.0.9"), (1, "5.6.7.8"), (2, "1.2.3.4")])
async def test_an_address_is_believed_of_as_many_proxies_as_are_trusted(settings, proxies, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    body = (await ask("/healthz", "10.0.0.9", x_forwarded_for="1.2.3.4, 5.6.7.8"))[2]
    assert json.loads(body)["address"] == address


async def test_a_process_that_can_serve_is_ready():
    status, _headers, body = await ask("/readyz")
    told = json.loads(body)
    assert (status, told["status"], told["database"]) == (200, "ready", "ok")


async def test_without_redis_a_process_is_ready_still_but_says_so(settings):
    settings.REDIS_URL = NOBODY_LISTENS
    settings.CACHES = {
        "redis": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": NOBODY_LISTENS,
        }
    }
    status, _headers, body = await ask("/readyz")
    told = json.loads(body)
    assert (status, told["status"], told["redis"]) == (200, "degraded", "away")


async def test_a_process_that_is_about_to_end_is_not_ready(monkeypatch):
    monkeypatch.setattr(health.draining, "begun", False)
    health.draining.begin()
    status, _headers, body = await ask("/readyz")
    assert (status, json.loads(body)["draining"]) == (503, True)
    assert (await ask("/healthz"))[0] == 200


async def test_a_process_whose_writer_hangs_is_not_ready(monkeypatch):
    monkeypatch.setattr(probes, "WRITER_SECONDS_MAX", 0.0)
    with metrics.commits.measured(1):
        assert (await ask("/readyz"))[0] == 503


async def test_a_process_whose_loop_is_late_is_not_ready(monkeypatch):
    monkeypatch.setattr(health.event_loop, "seconds", 1.5)
    status, _headers, body = await ask("/readyz")
    assert (status, json.loads(body)["loop_seconds"]) == (503, 1.5)


async def test_the_figures_are_told_to_this_machine():
    metrics.reconnects.inc()
    status, headers, body = await ask("/metrics")
    assert status == 200
    assert headers[b"content-type"].startswith(b"text/plain")
    assert "hiroba_reconnects_total" in body


async def test_the_figures_tell_how_it_stands(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    last_backup.note(tmp_path / "backup")
    told = (await ask("/metrics"))[2]
    for line in ("hiroba_ready 1.0", "hiroba_database_up 1.0", "hiroba_redis_up 1.0"):
        assert line in told.splitlines()
    assert f'hiroba_info{{version="{settings.VERSION}"}} 1.0' in told
    [age] = [line for line in told.splitlines() if line.startswith("hiroba_backup_age_seconds ")]
    assert 0 <= float(age.split()[1]) < 60
    has_pool = connection.vendor == "postgresql"
    assert ('hiroba_pool_connections{state="most"} 16.0' in told) is has_pool


async def test_a_place_that_never_made_a_backup_says_so(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    assert "hiroba_backup_age_seconds NaN" in (await ask("/metrics"))[2]


@pytest.mark.parametrize(
    ("client", "headers"),
    [
        ("192.0.2.1", {}),
        ("127.0.0.1", {"x_forwarded_for": "192.0.2.1"}),
        ("127.0.0.1", {"x_forwarded_for": "127.0.0.1"}),
        ("", {}),
    ],
)
async def test_to_others_there_are_no_figures(client, headers):
    status, _headers, body = await ask("/metrics", client, **headers)
    assert (status, body) == (404, "")


async def test_the_figures_are_told_to_a_network_that_is_named(settings):
    settings.METRICS_FROM = ["10.0.0.0/8"]
    assert (await ask("/metrics", "10.1.2.3"))[0] == 200
    assert (await ask("/metrics", "127.0.0.1"))[0] == 404


def test_pages_are_measured_by_view_and_never_by_address(client, alice, lobby):
    client.force_login(alice)
    labels = ("room", "GET", 200)
    before = metrics.pages.labels(*labels)._sum.get()
    assert client.get(f"/rooms/{lobby.slug}/").status_code == 200
    assert metrics.pages.labels(*labels)._sum.get() > before
    client.get("/nowhere/")
    assert ("none", "GET", "404") in metrics.pages._metrics
