"""Witnesses: alice, bob, charlie and dave in front of pages that stay open or are away."""

import json
from typing import Any

import pytest

from tests.convergence.stage import Stage, set_stage
from tests.convergence.witness import Connect, Witness
from tests.live.conftest import TIMEOUT_SECONDS, Client, cookie_of, live

__all__ = ["cookie_of", "live"]


class QuickClient(Client):
    """Without the schema, to which tests/live holds every frame: here come thousands."""

    async def send(self, **frame: Any) -> None:
        await self.send_text(json.dumps(frame))

    async def receive(self, *types: str) -> dict[str, Any]:
        while True:
            frame = json.loads(await self._socket.receive_from(timeout=TIMEOUT_SECONDS))
            if not types or frame["type"] in types:
                return frame


@pytest.fixture
async def connect(live):
    """Return a function that makes a client for a cookie; all are closed after the test."""
    clients: list[QuickClient] = []

    def make(cookie: str) -> QuickClient:
        clients.append(QuickClient(cookie))
        return clients[-1]

    yield make
    for client in clients:
        await client.disconnect()


@pytest.fixture
def stage(db) -> Stage:
    return set_stage()


@pytest.fixture
def cookies(stage: Stage, cookie_of) -> dict[str, str]:
    """Sessions by name; each is listed among its person's devices."""
    people = (stage.alice, stage.bob, stage.charlie, stage.dave)
    return {person.username: cookie_of(person) for person in people}


@pytest.fixture
def witness(cookies: dict[str, str], connect: Connect):
    """Return a function that makes a witness of somebody."""

    def make(name: str) -> Witness:
        return Witness(name, cookies[name], connect)

    return make
