"""Somebody who watches: a socket, what its client makes of the frames, and a page to compare."""

import asyncio
from collections.abc import Callable, Iterable
from itertools import count
from typing import Any

from asgiref.sync import sync_to_async

from chat.models import Message
from tests.convergence.difference import differences
from tests.convergence.fold import Fold, Frame, facts_in, rights_in
from tests.convergence.page import Desk
from tests.live.conftest import Client

AGREE_SECONDS = 10
PAUSE_SECONDS = 0.05

Connect = Callable[[str], Client]


class Witness:
    """One tab of one person. It watches all their rooms, and others that it is told to."""

    def __init__(self, name: str, cookie: str, connect: Connect) -> None:
        self.name = name
        self.fold = Fold()
        self.desk = Desk(cookie)
        self.is_signed_out = False
        self._cookie = cookie
        self._connect = connect
        self._client: Client | None = None
        self._pings = count(1)

    async def visit(self, room_id: int) -> None:
        """Open a room's page, and watch that room too."""
        facts = await self.desk.facts_of(room_id)
        assert facts
        self._load(room_id, facts)
        await self._client.send(type="join", room=room_id)
        await self.hear()

    async def come(self) -> None:
        """Open the socket, from where this client stands, and hear what there is."""
        self._client = self._connect(self._cookie)
        assert await self._client.connect()
        await self._client.send(**self.fold.hello())
        await self._take(await self._client.receive("welcome", "bye"))
        await self.hear()

    async def go(self) -> None:
        """Close the socket; the client keeps what it holds."""
        if self._client:
            await self._client.disconnect()
            self._client = None

    async def hear(self) -> bool:
        """Take all that is on its way; return whether there was anything."""
        if self.is_signed_out or self._client is None:
            return False
        is_news = False
        ping = next(self._pings)
        await self._client.send(type="ping", n=ping)
        while not self.is_signed_out:
            frame = await self._client.receive()
            if frame == {"type": "pong", "n": ping}:
                return is_news
            is_news = True
            await self._take(frame)
        return is_news

    async def _take(self, frame: Frame) -> None:
        self.is_signed_out = frame["type"] == "bye"
        if frame["type"] == "resync" and (facts := await self.desk.facts_of(frame["room"])):
            self._load(frame["room"], facts)
        for answer in self.fold.take(frame):
            assert self._client
            await self._client.send(**answer)

    def _load(self, room_id: int, facts: Frame) -> None:
        self.fold.facts[room_id], self.fold.rights[room_id] = facts["room"], rights_in(facts)

    # --- Comparing --------------------------------------------------------------------------

    @property
    def rooms(self) -> set[int]:
        """The rooms that this client has ever watched."""
        return {*self.fold.logs, *self.fold.lost}

    def shown(self) -> Any:
        """Return what this client shows."""
        if self.is_signed_out:
            return "signed out"
        fold = self.fold
        told = {
            room_id: (
                fold.shown_facts(room_id),
                fold.rights[room_id],
                fold.shown_messages(room_id),
            )
            for room_id in fold.logs
            if room_id in fold.facts
        }
        return {"standings": fold.shown_standings(), "rooms": told | dict.fromkeys(fold.lost)}

    async def fresh(self, rooms: set[int]) -> Any:
        """Return what a page shows that is loaded now: standings, and these rooms."""
        welcome = await self._welcome()
        if welcome["type"] == "bye":
            return "signed out"
        standings = {room["id"]: room for room in welcome["rooms"]}
        pages = {room_id: await self._page(room_id, standings) for room_id in {*standings, *rooms}}
        return {"standings": standings, "rooms": pages}

    async def _welcome(self) -> Frame:
        newcomer = self._connect(self._cookie)
        assert await newcomer.connect()
        await newcomer.send(type="hello", epoch=None, rooms={})
        welcome = await newcomer.receive("welcome", "bye")
        await newcomer.disconnect()
        return welcome

    async def _page(self, room_id: int, standings: dict[int, Frame]) -> Any:
        listed = standings.get(room_id)
        if listed:
            facts, rights = facts_in(listed), rights_in(listed)
        elif page := await self.desk.facts_of(room_id):
            facts, rights = page["room"], rights_in(page)
        else:
            return None
        return facts, rights, await self.desk.messages_of(room_id)


async def disagreements(witnesses: Iterable[Witness]) -> list[str]:
    """Return where these clients, once they have heard all, differ from fresh pages."""
    everybody = list(witnesses)
    deadline = asyncio.get_running_loop().time() + AGREE_SECONDS
    while True:
        await _hear_until_quiet(everybody)
        found = [line for name in _names(everybody) for line in await _compared(name, everybody)]
        if not found or asyncio.get_running_loop().time() > deadline:
            return found


def _names(witnesses: Iterable[Witness]) -> list[str]:
    return list(dict.fromkeys(one.name for one in witnesses))


async def _hear_until_quiet(witnesses: list[Witness]) -> None:
    await asyncio.sleep(PAUSE_SECONDS)
    while any([await one.hear() for one in witnesses]):
        await asyncio.sleep(PAUSE_SECONDS)


async def _compared(name: str, witnesses: list[Witness]) -> list[str]:
    """Compare all the tabs of one person with one fresh page."""
    tabs = [one for one in witnesses if one.name == name]
    opened_again = await sync_to_async(_opened_again)()
    for tab in tabs:
        tab.fold.lost -= opened_again
    fresh = await tabs[0].fresh(set().union(*(tab.rooms for tab in tabs)))
    return [line for tab in tabs for line in differences(tab.shown(), _seen(fresh, tab), name)]


def _seen(fresh: Any, tab: Witness) -> Any:
    """Leave out the rooms that only another tab has watched."""
    if fresh == "signed out":
        return fresh
    rooms = {*fresh["standings"], *tab.rooms}
    pages = {room_id: page for room_id, page in fresh["rooms"].items() if room_id in rooms}
    return fresh | {"rooms": pages}


def _opened_again() -> set[int]:
    """Rooms that outsiders lost and may read now: nobody tells them, they have to come back."""
    closed_once = Message.objects.filter(kind=Message.Kind.MADE_PRIVATE, room__kind="public")
    return set(closed_once.values_list("room", flat=True))
