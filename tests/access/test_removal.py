"""Whoever is removed, or shut out, is told nothing that was numbered after that."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from chat.actions.rooms.memberships import leave_room, remove_member
from chat.actions.rooms.rooms import make_private
from chat.log import journal
from chat.models import Message, Room
from tests.access.stage import Stage
from tests.live.conftest import Client

pytestmark = pytest.mark.django_db(transaction=True)

WRITTEN_BEFORE = 250
WRITTEN_MEANWHILE = 60

End = Callable[[Stage, Room], None]


@dataclass
class Tab:
    """A socket that keeps all that it is told of one room."""

    client: Client
    room: Room
    heard: list[dict[str, Any]] = field(default_factory=list)

    async def listen(self) -> None:
        """Hear until it is over."""
        while not self.heard or self.heard[-1]["type"] != "removed":
            self.heard.append(await self.client.receive("changes", "removed"))

    @property
    def numbers(self) -> list[int]:
        """The numbers of all changes that were told."""
        frames = [frame for frame in self.heard if frame["type"] == "changes"]
        told = [message["changed_seq"] for frame in frames for message in frame["messages"]]
        return told + [frame["upto"] for frame in frames]


def _fill(stage: Stage, room: Room) -> None:
    alice = stage.people["alice"]
    drafts = [
        Message(room_id=room.pk, author_id=alice.pk, body=f"line {number}")
        for number in range(WRITTEN_BEFORE)
    ]
    with journal.locked([room.pk]) as heads:
        journal.append(heads, drafts)


async def _write(client: Client, room: Room) -> None:
    """Write as fast as the socket takes it, and hear that all of it is stored."""
    for number in range(WRITTEN_MEANWHILE):
        await client.say(room.pk, f"meanwhile {number}")
    for _ in range(WRITTEN_MEANWHILE):
        await client.receive("ack")


def _removed(stage: Stage, room: Room) -> None:
    remove_member(stage.people["alice"], room, stage.people["bob"])


def _left(stage: Stage, room: Room) -> None:
    leave_room(stage.people["bob"], room)


def _made_private(stage: Stage, room: Room) -> None:
    make_private(stage.people["alice"], room)


CASES = {
    "removed": ("private", "member", _removed, Message.Kind.REMOVED),
    "left": ("private", "member", _left, Message.Kind.LEFT),
    "shut out": ("public", "outsider", _made_private, Message.Kind.MADE_PRIVATE),
}


@pytest.mark.parametrize("case", CASES)
async def test_two_sockets_are_told_nothing_after_the_end(stage: Stage, cookies, connect, case):
    kind, role, end, line = CASES[case]
    room = stage.rooms[kind]
    await sync_to_async(_fill)(stage, room)
    live, behind = (Tab(connect(cookies[role]), room) for _ in range(2))
    writers = [connect(cookies[name]) for name in ("owner", "moderator")]
    for writer in writers:
        await writer.hello()
    await live.client.hello({room.pk: await _head(room)})
    writing = [asyncio.create_task(_write(writer, room)) for writer in writers]
    await live.client.receive("changes")
    await behind.client.hello({room.pk: 0})
    await sync_to_async(end)(stage, room)
    await asyncio.gather(live.listen(), behind.listen(), *writing)
    last = (await Message.objects.filter(room=room, kind=line).alatest("seq")).seq
    for tab in (live, behind):
        assert tab.heard[-1] == {
            "type": "removed",
            "room": room.pk,
            "seq": last,
            "readable": False,
        }
        assert max(tab.numbers, default=0) <= last
        assert await _hears_no_more(tab)


async def _head(room: Room) -> int:
    return (await sync_to_async(journal.heads)([room.pk]))[room.pk]


async def _hears_no_more(tab: Tab) -> bool:
    """Whether the room is over: it cannot be joined, and nothing of it comes."""
    await tab.client.send(type="join", room=tab.room.pk, after=0)
    error = await tab.client.receive("error", "changes", "history", "typing")
    return error.get("code") == "not_found" and await tab.client.hears_nothing()
