"""Sockets of the cast, through the ASGI application; every frame is held to the schema."""

import json
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.db import connections
from django.test import Client as Browser

from chat.live.routing import websocket_urlpatterns
from chat.live.runtime import current
from chat.live.sessions.origin import SameOrigin
from chat.models import User
from tests.schema import check_client_frame, check_server_text

HOST = "localhost"
websockets = SameOrigin(URLRouter(websocket_urlpatterns))
TIMEOUT_SECONDS = 60  # a slow machine may take its time


class Client:
    """One socket of one person."""

    def __init__(self, cookie: str, origin: str = f"http://{HOST}", path: str = "/ws/") -> None:
        headers = [
            (b"host", HOST.encode()),
            (b"origin", origin.encode()),
            (b"cookie", cookie.encode()),
        ]
        self._socket = WebsocketCommunicator(websockets, path, headers=headers)
        self._cursors: dict[int, int] = {}

    async def connect(self) -> bool:
        accepted, _ = await self._socket.connect(timeout=TIMEOUT_SECONDS)
        return accepted

    async def hello(self, rooms: dict[int, int] | None = None, epoch: str | None = None) -> dict:
        """Connect, greet, and return the welcome."""
        assert await self.connect()
        self._cursors = dict(rooms or {})
        cursors = {str(room_id): after for room_id, after in (rooms or {}).items()}
        await self.send(type="hello", epoch=epoch, rooms=cursors)
        return await self.receive("welcome")

    async def send(self, **frame: Any) -> None:
        check_client_frame(frame)
        await self.send_text(json.dumps(frame))

    async def send_text(self, text: str) -> None:
        await self._socket.send_to(text_data=text)

    async def send_bytes(self, data: bytes) -> None:
        await self._socket.send_to(bytes_data=data)

    async def say(self, room_id: int, body: str, nonce: str | None = None) -> str:
        nonce = nonce or str(uuid4())
        await self.send(type="message", room=room_id, nonce=nonce, body=body)
        return nonce

    async def receive(self, *types: str) -> dict[str, Any]:
        """Return the next frame of one of these types; others on the way are passed over."""
        while True:
            text = await self._socket.receive_from(timeout=TIMEOUT_SECONDS)
            check_server_text(text)
            frame = json.loads(text)
            if not types or frame["type"] in types:
                return frame

    async def receive_messages(self, count: int) -> list[dict[str, Any]]:
        """Return that many messages from the `changes` that come in; what repeats is dropped."""
        messages: list[dict[str, Any]] = []
        while len(messages) < count:
            frame = await self.receive("changes")
            cursor = self._cursors.get(frame["room"], 0)
            messages += [one for one in frame["messages"] if one["changed_seq"] > cursor]
            self._cursors[frame["room"]] = max(cursor, frame["upto"])
        return messages

    async def receive_close(self) -> int:
        """Return the close code that follows."""
        event = await self._socket.receive_output(timeout=TIMEOUT_SECONDS)
        assert event["type"] == "websocket.close"
        return event["code"]

    async def hears_nothing(self) -> bool:
        """Whether nothing is on its way: the answer to a ping is its pong.

        What the fixtures did a moment ago may still bring the list of one's own rooms, what one may
        do in one, or who is new; a heartbeat may come at any time, and the wire may repeat what is
        known.
        """
        await self.send(type="ping", n=7)
        frame = await self.receive()
        while frame["type"] in ("rooms", "rights", "people", "heartbeat") or self._knows(frame):
            frame = await self.receive()
        return frame["type"] == "pong"

    def _knows(self, frame: dict[str, Any]) -> bool:
        return frame["type"] == "changes" and frame["upto"] <= self._cursors.get(frame["room"], 0)

    async def disconnect(self) -> None:
        await self._socket.disconnect(timeout=TIMEOUT_SECONDS)


@pytest.fixture
def cookie_of():
    """Return a function that signs a person in and returns the Cookie header."""

    def sign_in(user: User) -> str:
        browser = Browser()
        browser.force_login(user)
        return f"sessionid={browser.cookies['sessionid'].value}"

    return sign_in


@pytest.fixture
async def live():
    """The parts that sockets share, ended after the test."""
    yield current()
    await current().stop()
    # The test's own queries ran in a thread that outlives it, and so would its connection.
    await sync_to_async(connections.close_all)()


@pytest.fixture
async def connect(live):
    """Return a function that makes a client for a cookie; all are closed after the test."""
    clients: list[Client] = []

    def make(cookie: str, **options: str) -> Client:
        clients.append(Client(cookie, **options))
        return clients[-1]

    yield make
    for client in clients:
        await client.disconnect()


@pytest.fixture
def alice_cookie(alice, cookie_of) -> str:
    return cookie_of(alice)


@pytest.fixture
def bob_cookie(bob, cookie_of) -> str:
    return cookie_of(bob)


@pytest.fixture
def charlie_cookie(charlie, cookie_of) -> str:
    return cookie_of(charlie)
