"""The database goes away, for longer than anybody's patience, and comes back."""

import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import psycopg
import pytest

from config.postgresql.pool import READ_ONLY_SECONDS
from tests import services
from tests.processes.conftest import Client, Site, enter, site

AWAY_SECONDS = 20.0
BACK_WITHIN_SECONDS = 2.0
SLOW_MACHINE = 3
"""So many times slower than one that does nothing else a machine may be that runs the suite."""
SECONDS = 120


@pytest.fixture(scope="module")
def postgres() -> Iterator[services.Postgres]:
    with tempfile.TemporaryDirectory(prefix="hiroba-postgres-") as folder:
        server = services.Postgres(Path(folder))
        server.create()
        yield server
        server.stop()


@pytest.fixture(scope="module")
def place(postgres, tmp_path_factory) -> Iterator[Site]:
    """One Daphne on a PostgreSQL that a test may stop."""
    folder = str(tmp_path_factory.mktemp("place"))
    env = {**services.in_production(folder), "DATABASE_URL": postgres.url}
    with ExitStack() as stack:
        yield site(stack, env, daphnes=1)


@pytest.fixture
async def alice(place) -> AsyncIterator[Client]:
    async with asyncio.timeout(SECONDS):
        client = await enter(place.daphnes[0], place.people[0], place.room)
        yield client
        await client.socket.close()


async def say_until_stored(client: Client, body: str) -> float:
    """Send until it is acknowledged, as the protocol has it; return when that was."""
    frame = {"type": "message", "room": client.room, "nonce": str(uuid4()), "body": body}
    while True:
        await client.socket.send(json.dumps(frame))
        answer: dict[str, Any] = {}
        while answer.get("nonce") != frame["nonce"]:
            answer = await client.receive()
        if answer["type"] == "ack":
            return time.monotonic()
        assert answer["code"] == "unavailable"
        await asyncio.sleep(answer["retry_after"])


def ready(place: Site) -> dict[str, Any]:
    status, body = services.fetch(f"{place.daphnes[0].url}/readyz")
    return {"code": status, **json.loads(body)}


def lines_about(daphne: services.Daphne, words: str) -> list[str]:
    return [line for line in daphne.log.splitlines() if words in line]


async def test_what_was_written_meanwhile_is_stored_as_soon_as_the_database_is_back(
    place, postgres, alice
):
    await alice.say("before")
    postgres.stop()
    meanwhile = asyncio.create_task(say_until_stored(alice, "meanwhile"))
    await asyncio.sleep(AWAY_SECONDS)
    assert not meanwhile.done()
    await asyncio.to_thread(postgres.start)
    back = time.monotonic()
    assert await meanwhile - back < BACK_WITHIN_SECONDS * SLOW_MACHINE
    await alice.sees("meanwhile")


async def test_the_log_says_once_that_the_database_is_away_and_once_that_it_is_back(place):
    [daphne] = place.daphnes
    assert len(lines_about(daphne, "config.postgresql.pool: The database is away: ")) == 1
    assert len(lines_about(daphne, "config.postgresql.pool: The database is back.")) == 1
    assert "Traceback" not in daphne.log, daphne.log


async def test_a_restart_of_the_database_costs_no_page(place, postgres):
    """Whatever number of connections it has broken."""
    [daphne] = place.daphnes
    pages = [asyncio.to_thread(services.fetch, f"{daphne.url}/accounts/login/") for _ in range(12)]
    assert {status for status, _page in await asyncio.gather(*pages)} == {200}
    await asyncio.to_thread(postgres.stop)
    await asyncio.to_thread(postgres.start)
    assert services.fetch(f"{daphne.url}/accounts/login/")[0] == 200


# --- A database that takes no writes ----------------------------------------------------------

READ_ONLY = "ALTER DATABASE hiroba SET default_transaction_read_only = on"
WRITABLE = "ALTER DATABASE hiroba RESET default_transaction_read_only"
END_ALL = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = 'hiroba' AND pid <> pg_backend_pid()
"""


def tell(postgres: services.Postgres, *statements: str) -> None:
    """Say something to PostgreSQL, in another database of it."""
    with psycopg.connect(postgres.url.removesuffix("hiroba") + "postgres", autocommit=True) as own:
        for statement in statements:
            own.execute(statement.encode())


def post_by_form(place: Site) -> int:
    """Send the form of somebody without JavaScript, and return the status."""
    token, person = "x" * 32, place.people[0]
    headers = {"Cookie": f"{person['cookie']}; csrftoken={token}"}
    fields = {"csrfmiddlewaretoken": token, "body": "by form", "nonce": str(uuid4())}
    visit = HTTPConnection("127.0.0.1", place.daphnes[0].port, timeout=SECONDS)
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    with closing(visit):
        visit.request("POST", "/rooms/lobby/post/", urlencode(fields), headers)
        with visit.getresponse() as answer:
            return answer.status


async def test_a_database_that_takes_no_writes_is_noticed_and_so_is_its_recovery(
    place, postgres, alice
):
    """Sessions that began while it was so stay read-only: they must not be used any longer."""
    tell(postgres, READ_ONLY, END_ALL)
    frame = {"type": "message", "room": place.room, "nonce": str(uuid4()), "body": "refused"}
    await alice.socket.send(json.dumps(frame))
    while (answer := await alice.receive()).get("nonce") != frame["nonce"]:
        pass
    assert answer["code"] == "unavailable"
    told = ready(place)
    assert (told["code"], told["status"], told["database"]) == (
        503,
        "not ready",
        "takes no writes",
    )
    pages = [asyncio.to_thread(post_by_form, place) for _ in range(8)]
    assert set(await asyncio.gather(*pages)) == {503}
    tell(postgres, WRITABLE)
    await asyncio.sleep(READ_ONLY_SECONDS)
    assert [await asyncio.to_thread(post_by_form, place) for _ in range(8)] == [302] * 8
    await alice.say("taken")
    assert ready(place)["status"] == "ready"
    assert "Traceback" not in place.daphnes[0].log
