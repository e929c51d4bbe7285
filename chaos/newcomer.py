"""Somebody who comes with nothing, and is told whole rooms page by page."""

import asyncio
from contextlib import suppress
from typing import Any

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin

from chaos.client import OPEN_SECONDS, Person
from chaos.history import Facts

PAGE = 100
SECONDS = 20.0
AGAIN_SECONDS = 0.3


async def told_afresh(port: int, person: Person, room: int) -> dict[int, Facts]:
    """Return every message of a room, by id, as this person is told them; {} when nobody tells."""
    with suppress(TimeoutError):
        async with asyncio.timeout(SECONDS):
            while True:
                with suppress(OSError, WebSocketException, EOFError):
                    return await _asked(port, person, room)
                await asyncio.sleep(AGAIN_SECONDS)
    return {}


async def _asked(port: int, person: Person, room: int) -> dict[int, Facts]:
    async with connect(
        f"ws://127.0.0.1:{port}/ws/",
        origin=Origin(f"http://127.0.0.1:{port}"),
        additional_headers={"Cookie": person.cookie},
        compression=None,
        max_size=None,
        open_timeout=OPEN_SECONDS,
        proxy=None,
    ) as socket:
        await _send(socket, {"type": "hello", "epoch": None, "rooms": {}})
        found: dict[int, Facts] = {}
        place: dict[str, int] = {}
        while True:
            await _send(socket, {"type": "history", "room": room, "limit": PAGE, **place})
            page = await _next(socket, "history")
            found |= {message["id"]: message for message in page["messages"]}
            if not page["older"]:
                return found
            place = {"before": page["messages"][0]["seq"]}


async def _next(socket: ClientConnection, kind: str) -> dict[str, Any]:
    """Raises EOFError when the answer is an error."""
    while True:
        frame: dict[str, Any] = msgspec.json.decode(await socket.recv(decode=False))
        if frame["type"] == kind:
            return frame
        if frame["type"] in ("error", "bye"):
            raise EOFError(frame)


async def _send(socket: ClientConnection, frame: dict[str, Any]) -> None:
    await socket.send(msgspec.json.encode(frame), text=True)
