"""The worst member: one person who does, as fast as limits allow, what costs all others most.

And a bystander in the same room, who says a word now and then, pings, and notes how long answers
take. Played against a real server by tests/processes/test_worst_member.py and by `make bench`.
"""

import asyncio
import itertools
import json
import time
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

LONGEST = 10_000
MESSAGES_PER_SECOND = 2.0
MESSAGES_BURST = 20
FRAMES_PER_SECOND = 20.0
PAGES_PER_SECOND = 1.0
HISTORIANS = 3
TOKEN = "x" * 32
HANG_SECONDS = 60.0
"""Whoever waits so long for an answer has found what they were looking for."""


def fence(language: str, code: str) -> str:
    """Return a block of code."""
    return f"```{language}\n{code}\n```"[:LONGEST]


BODIES = tuple(
    body[:LONGEST]
    for body in (
        fence("mcschema", "<!--"),
        fence("systemd", " " * 2_000),
        fence("ahk", "\n" * 3_000),
        fence("python", "x = [{('" * 1_200),
        "http://(" * 1_250,
        "https://a.example/" * 550,
        "a@a.a" * 2_000,
        "> " * 5_000,
        "- " * 5_000,
        "1. " * 3_300,
        "[" * LONGEST,
        "[a](" * 2_500,
        "*a_" * 3_333,
        "**" * 5_000,
        "~~a" * 3_333,
        "`" * LONGEST,
        "`a``" * 2_500,
        "&#105;" * 1_666,
        "\\*" * 5_000,
        "<a href=" * 1_250,
        "|a" * 30 + "\n" + "|-" * 30 + "\n" + ("|x" * 30 + "\n") * 160,
        "[a]: b\n" * 1_400,
        "@all @here @bystander " * 450,
        "@" + "a." * 4_999,
        "出会" * 5_000,
        "a" + "\u0301" * 9_999,
        "\u200b" * 9_999 + "a",
        "a\n" * 5_000,
        "#" * 6 + " a\n" * 3_000,
    )
)
FILTERS = ("出*会*系", "a*" * 90 + "z", "*a*b*c*", "www*example")
LONG_ROOMS = 60
"""So many more rooms each hello names, up to what a frame holds."""


@dataclass(frozen=True)
class Place:
    """A server, a room in it, and the cookie of somebody who is a member."""

    url: str
    room: int
    slug: str
    cookie: str

    def open(self) -> connect:
        """Return a socket, to be awaited or entered."""
        return connect(
            self.url.replace("http", "ws", 1) + "/ws/",
            origin=Origin(self.url),
            additional_headers={"Cookie": self.cookie},
            max_size=None,
            compression=None,
        )


def frame(kind: str, **fields: Any) -> str:
    """Return a frame's text."""
    return json.dumps({"type": kind, **fields})


def hello(rooms: dict[str, int]) -> str:
    """Return the first frame."""
    return frame("hello", epoch=None, rooms=rooms)


# --- The bystander ----------------------------------------------------------------------------


@dataclass
class Bystander:
    """How long it took, in seconds, until each word was acknowledged and each ping answered."""

    place: Place
    acks: list[float] = field(default_factory=list)
    pongs: list[float] = field(default_factory=list)
    _said: dict[str, float] = field(default_factory=dict)
    _pinged: dict[int, float] = field(default_factory=dict)

    @asynccontextmanager
    async def standing_by(self) -> AsyncIterator["Bystander"]:
        """Post and ping meanwhile; what is unanswered at the end counts as what it took so far."""
        async with self.place.open() as socket:
            await socket.send(hello({str(self.place.room): 0}))
            works = self._listen(socket), self._speak(socket), self._ping(socket)
            tasks = [asyncio.create_task(work) for work in works]
            try:
                yield self
            finally:
                for task in tasks:
                    task.cancel()
                now = time.monotonic()
                self.acks += [now - said for said in self._said.values()]
                self.pongs += [now - pinged for pinged in self._pinged.values()]

    async def _listen(self, socket: ClientConnection) -> None:
        async for text in socket:
            if text[:12] == '{"type":"ack':
                self.acks.append(time.monotonic() - self._said.pop(json.loads(text)["nonce"]))
            elif text[:13] == '{"type":"pong':
                self.pongs.append(time.monotonic() - self._pinged.pop(json.loads(text)["n"]))

    async def _speak(self, socket: ClientConnection) -> None:
        while True:
            nonce = str(uuid4())
            self._said[nonce] = time.monotonic()
            await socket.send(
                frame("message", room=self.place.room, nonce=nonce, body="hello there")
            )
            await asyncio.sleep(1 / MESSAGES_PER_SECOND)

    async def _ping(self, socket: ClientConnection) -> None:
        for number in itertools.count():
            self._pinged[number] = time.monotonic()
            await socket.send(frame("ping", n=number))
            await asyncio.sleep(1 / FRAMES_PER_SECOND * 2)


# --- The worst member -------------------------------------------------------------------------


async def play(place: Place, seconds: float) -> None:
    """Do everything at once for so long. Raises AssertionError when an answer never comes."""
    historians = (history(place, number) for number in range(HISTORIANS))
    works = (speak(place), come_and_go(place), whisper(place), browse(place))
    greeting = asyncio.create_task(greet(place, time.monotonic() + seconds))
    tasks = [asyncio.create_task(_again(work)) for work in (*works, *historians)]
    try:
        await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
        for task in tasks:
            if task.done():
                task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(greeting, *tasks, return_exceptions=True)


async def _again(work: Coroutine[Any, Any, None]) -> None:
    with suppress(ConnectionClosed):  # a server may send somebody away who does too much
        await work


async def speak(place: Place) -> None:
    """Post the worst texts; answer a long message again and again, and edit that."""
    async with place.open() as socket:
        await socket.send(hello({}))
        original = await _stored(socket, place)
        for number, act in enumerate(_acts(place, original)):
            if number >= MESSAGES_BURST:
                await asyncio.sleep(1 / MESSAGES_PER_SECOND)
            await said(socket, act)


async def _stored(socket: ClientConnection, place: Place) -> int:
    """Store the longest message, as soon as that is let through, and return its id."""
    while "id" not in (answer := await said(socket, post(place, "z" * LONGEST))):
        await asyncio.sleep(1 / MESSAGES_PER_SECOND)
    return answer["id"]


def _acts(place: Place, original: int) -> Iterator[dict[str, Any]]:
    for body in itertools.cycle(BODIES):
        yield post(place, body, reply_to=original)
        edit = {"type": "edit", "room": place.room, "id": original}
        yield {**edit, "nonce": str(uuid4()), "body": f"{uuid4()} {body}"[:LONGEST]}


def post(place: Place, body: str, **more: Any) -> dict[str, Any]:
    """Return a message's frame."""
    return {"type": "message", "room": place.room, "nonce": str(uuid4()), "body": body, **more}


async def said(socket: ClientConnection, act: dict[str, Any]) -> dict[str, Any]:
    """Send it and return the answer. Raises AssertionError when none comes."""
    await socket.send(json.dumps(act))
    try:
        async with asyncio.timeout(HANG_SECONDS):
            while True:
                answer = json.loads(await socket.recv())
                if answer.get("nonce") == act["nonce"]:
                    return answer
    except TimeoutError:
        raise AssertionError(f"never answered: {act['body'][:60]!r}") from None


async def come_and_go(place: Place) -> None:
    """Watch the room from its newest page, and stop, again and again."""
    async with place.open() as socket:
        await socket.send(hello({}))
        await _flood(socket, itertools.cycle([("join", {}), ("leave", {})]), place.room)


async def history(place: Place, number: int) -> None:
    """Ask for the longest pages."""
    places = itertools.cycle([{}, {"around": 5 + number}, {"after": 0}, {"before": 2**40}])
    async with place.open() as socket:
        await socket.send(hello({str(place.room): 0}))
        await _flood(socket, (("history", {"limit": 100, **at}) for at in places), place.room)


async def whisper(place: Place) -> None:
    """Type, read, unread, and ask how everybody is."""
    people: dict[str, Any] = {"people": list(range(500)), "state": "here"}
    asked: list[tuple[str, dict[str, Any]]] = [
        ("typing", {}),
        ("read", {"seq": 2**30}),
        ("unread", {"seq": 1}),
        ("presence", people),
    ]
    async with place.open() as socket:
        await socket.send(hello({}))
        await _flood(socket, itertools.cycle(asked), place.room)


async def _flood(
    socket: ClientConnection, asked: Iterator[tuple[str, dict[str, Any]]], room: int
) -> None:
    """Send as many frames as one socket may, and read what comes back."""
    reading = asyncio.create_task(_read(socket))
    try:
        for kind, fields in asked:
            where = {} if kind == "presence" else {"room": room}
            await socket.send(frame(kind, **where, **fields))
            await asyncio.sleep(1 / FRAMES_PER_SECOND)
    finally:
        reading.cancel()


async def _read(socket: ClientConnection) -> None:
    async for _ in socket:
        pass


async def greet(place: Place, until: float) -> None:
    """Open one socket after the other, each with another number of rooms."""
    for number in itertools.takewhile(lambda _: time.monotonic() < until, itertools.count(1)):
        rooms = {str(one): 0 for one in range(1, (number * LONG_ROOMS) % 2_000 + number)}
        async with place.open() as socket:
            await socket.send(hello(rooms))
            await socket.recv()


async def browse(place: Place) -> None:
    """Join and leave the room by its page, and change one's name."""
    pages = [
        ("/account/", {"name": "Worst", "time_zone": "UTC", "language": "en"}),
        (f"/rooms/{place.slug}/leave/", {}),
        (f"/rooms/{place.slug}/join/", {}),
    ]
    for number, (path, fields) in enumerate(itertools.cycle(pages)):
        named = {**fields, "name": f"Worst {number}"} if "name" in fields else fields
        with suppress(OSError, HTTPException):
            await asyncio.to_thread(_submit, place, path, named)
        if "leave" not in path:  # outside of the room there is little to do
            await asyncio.sleep(1 / PAGES_PER_SECOND)


def _submit(place: Place, path: str, fields: dict[str, str]) -> None:
    headers = {
        "Cookie": f"{place.cookie}; csrftoken={TOKEN}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    server = urlsplit(place.url)
    with closing(HTTPConnection(server.hostname or "", server.port, timeout=30)) as http:
        http.request("POST", path, urlencode({"csrfmiddlewaretoken": TOKEN, **fields}), headers)
        http.getresponse().read()
