"""Without Redis a place is slower to hear of news, and nothing else."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from tests import services
from tests.processes.conftest import Site, site

SECONDS = 120
PASSWORD = "correct horse battery staple"
MAKE_ALICE = f"""
from chat.models import User
User.objects.create_user(username="alice", name="Alice", email="a@b.test", password="{PASSWORD}")
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory, redis_server) -> Iterator[Site]:
    """One Daphne on PostgreSQL and Redis, with limits."""
    with ExitStack() as stack:
        env = {
            "VAR_DIR": str(tmp_path_factory.mktemp("place")),
            "DATABASE_URL": stack.enter_context(services.postgres()),
            "REDIS_URL": redis_server.url,
            "RATE_LIMITS": "on",
            "LOG_FORMAT": "json",
        }
        made = site(stack, env, daphnes=1)
        services.manage("shell", "--no-imports", "--command", MAKE_ALICE, env=made.env)
        yield made


def send(place: Site, path: str, cookie: str = "", **fields: str) -> int:
    """Send a form as somebody without JavaScript does; return the status."""
    token = "x" * 32
    headers = {
        "Cookie": f"csrftoken={token}; {cookie}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    form = urlencode({**fields, "csrfmiddlewaretoken": token})
    visit = HTTPConnection("127.0.0.1", place.daphnes[0].port, timeout=SECONDS)
    with closing(visit):
        visit.request("POST", path, form, headers)
        with visit.getresponse() as answer:
            return answer.status


def sign_in(place: Site, password: str) -> int:
    return send(place, "/accounts/login/", login="alice", password=password)


def statuses(place: Site) -> dict[str, int]:
    """What forms with limits are answered."""
    cookie = place.people[0]["cookie"]
    return {
        "sign-in": sign_in(place, PASSWORD),
        "wrong password": sign_in(place, "wrong"),
        "new password": send(place, "/accounts/password/reset/", email="a@b.test"),
        "new room": send(
            place, "/rooms/new/", cookie, name=f"Room {uuid4()}", kind="public", history="all"
        ),
        "post": send(place, "/rooms/lobby/post/", cookie, body="by form", nonce=str(uuid4())),
    }


WELL = {"sign-in": 302, "wrong password": 200, "new password": 302, "new room": 302, "post": 302}


def ready(place: Site) -> dict[str, object]:
    status, body = services.fetch(f"{place.daphnes[0].url}/readyz")
    return {"code": status, **json.loads(body)}


def test_forms_with_limits_are_answered_while_redis_is_away(place, redis_server):
    assert statuses(place) == WELL
    redis_server.stop()
    assert statuses(place) == WELL
    told = ready(place)
    assert (told["code"], told["status"], told["redis"]) == (200, "degraded", "away")
    redis_server.start()


async def test_the_log_has_a_line_and_no_traceback_of_it(place):
    [daphne] = place.daphnes
    told = [json.loads(line) for line in daphne.log.splitlines() if line.startswith("{")]
    away = [line for line in told if line["message"].startswith("Redis is away")]
    assert len(away) == 1
    assert not [line for line in told if "exception" in line]
    assert "Traceback" not in daphne.log
    assert len(daphne.log) < 10_000


def test_limits_hold_while_redis_is_away(place, redis_server):
    redis_server.stop()
    answers = [send(place, "/accounts/password/reset/", email="c@d.test") for _ in range(7)]
    assert answers == [302] * 5 + [429] * 2
    redis_server.start()


def test_a_redis_that_takes_no_more_is_told(place, redis_server):
    redis_server.command("config", "set", "maxmemory", "1")
    try:
        told = ready(place)
        assert (told["code"], told["status"], told["redis"]) == (200, "degraded", "away")
        assert statuses(place) == WELL
    finally:
        redis_server.command("config", "set", "maxmemory", "0")
    assert ready(place)["status"] == "ready"
