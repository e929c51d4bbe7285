"""Presence: many sockets are one person, and silence is not trusted to be a goodbye."""

import asyncio
import json

import pytest

from chat import open_sockets
from chat.live.presence import presence as presence_module
from chat.live.presence.people import People
from chat.live.presence.presence import Presence
from chat.live.wire.frames import Frame
from chat.live.wire.protocol import Close
from chat.models import User


class Socket:
    """A socket that keeps what it is told."""

    session_key = ""
    standings_read_at = 0.0
    full = False
    typed_in: int | None = None
    is_busy = False
    standings_read_at = 0.0

    def leave(self, close: Close, retry_after: float | None = None) -> None:
        raise AssertionError(close)

    def __init__(self, user_id: int) -> None:
        self.user_id = user_id
        self.user = User(pk=user_id)
        self.frames: list[dict] = []

    def send(self, frame: Frame) -> None:
        self.frames.append(json.loads(frame.text))

    async def drained(self) -> None:
        """Nothing ever waits here."""


class Process:
    """One process's presence; what it tells reaches all the processes of the test."""

    def __init__(self, name: str, network: list["Process"]) -> None:
        self.people = People()
        self.network = network
        self.presence = Presence(name, self.people, self.tell_ephemeral)
        network.append(self)

    def tell_ephemeral(self, topic: str, told: dict) -> None:
        for process in self.network:
            if topic == "presence":
                process.presence.take(told)
            else:
                process.presence.gossip()

    def enter(self, user_id: int) -> Socket:
        socket = Socket(user_id)
        self.people.enter(socket)
        self.presence.entered(socket)
        return socket

    def leave(self, socket: Socket) -> None:
        self.people.exit(socket)
        self.presence.left(socket)


@pytest.fixture
def network(monkeypatch) -> list[Process]:
    monkeypatch.setattr(open_sockets, "_by_process", {})
    return []


@pytest.fixture(autouse=True)
def no_grace(monkeypatch):
    monkeypatch.setattr(presence_module, "GRACE_SECONDS", 0.0)


def state_of(process: Process, user_id: int) -> str:
    frame = json.loads(process.presence.asked(Socket(99), [user_id]).text)
    return frame["people"][str(user_id)]


async def settled() -> None:
    """Let the loop run what is due now."""
    for _ in range(3):
        await asyncio.sleep(0)


async def test_who_has_a_socket_is_here_in_every_process(network):
    one, other = Process("one", network), Process("other", network)
    one.enter(7)
    assert (state_of(one, 7), state_of(other, 7)) == ("here", "here")


async def test_who_has_none_is_away(network):
    assert state_of(Process("one", network), 7) == "away"


async def test_two_tabs_are_one_person(network):
    process = Process("one", network)
    first, second = process.enter(7), process.enter(7)
    process.presence.said(first, "idle")
    assert state_of(process, 7) == "here"
    process.presence.said(second, "idle")
    assert state_of(process, 7) == "idle"
    process.leave(first)
    process.leave(second)
    await settled()
    assert state_of(process, 7) == "away"


async def test_the_more_present_of_two_processes_counts(network):
    one, other = Process("one", network), Process("other", network)
    idle = one.enter(7)
    one.presence.said(idle, "idle")
    here = other.enter(7)
    assert state_of(one, 7) == "here"
    other.leave(here)
    await settled()
    assert state_of(one, 7) == "idle"


async def test_a_page_that_is_loaded_again_does_not_flicker(network, monkeypatch):
    monkeypatch.setattr(presence_module, "GRACE_SECONDS", 0.01)
    process = Process("one", network)
    process.leave(process.enter(7))
    again = process.enter(7)
    await asyncio.sleep(0.02)
    assert state_of(process, 7) == "here"
    assert again.frames == []


async def test_the_open_pages_of_all_processes_are_counted_by_device(network):
    one, other = Process("one", network), Process("other", network)
    sockets = [one.enter(7), one.enter(7), other.enter(7)]
    assert open_sockets.of(7).total() == 3
    for socket in sockets[:2]:
        one.leave(socket)
    await settled()
    assert open_sockets.of(7) == {open_sockets.device(""): 1}
    other.leave(sockets[2])
    await settled()
    assert not open_sockets.of(7)


async def test_a_killed_process_is_forgotten(network, monkeypatch):
    one, killed = Process("one", network), Process("killed", network)
    killed.enter(7)
    network.remove(killed)
    monkeypatch.setattr(presence_module, "EXPIRE_SECONDS", -1.0)
    one.presence.expire()
    assert state_of(one, 7) == "away"
    assert not open_sockets.of(7)


async def test_a_process_that_still_gossips_is_not_forgotten(network):
    one, other = Process("one", network), Process("other", network)
    other.enter(7)
    other.presence.gossip()
    one.presence.expire()
    assert state_of(one, 7) == "here"


async def test_a_new_process_hears_who_is_here(network):
    Process("one", network).enter(7)
    late = Process("late", network)
    late.tell_ephemeral("who is here", {})
    assert state_of(late, 7) == "here"


async def test_what_a_process_does_not_repeat_is_gone(network):
    one, other = Process("one", network), Process("other", network)
    other.enter(7)
    one.presence.take({"by": "other", "people": {}, "all": True})
    assert state_of(one, 7) == "away"


async def test_changes_are_told_to_those_who_asked_and_to_nobody_else(network, monkeypatch):
    monkeypatch.setattr(presence_module, "FLUSH_SECONDS", 0.0)
    process = Process("one", network)
    asked, other = Socket(1), Socket(2)
    process.presence.asked(asked, [7, 8])
    process.presence.asked(other, [9])
    telling = asyncio.create_task(process.presence.tell_for_ever())
    process.enter(7)
    await asyncio.sleep(0.01)
    telling.cancel()
    assert asked.frames == [{"type": "presence", "people": {"7": "here"}}]
    assert other.frames == []
