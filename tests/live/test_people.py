"""Who has sockets here: people stay while their buckets are not full, and no longer."""

from dataclasses import dataclass
from typing import Any, cast

import pytest

from chat.live.presence.people import People


@dataclass(eq=False)
class Socket:
    user_id: int


@pytest.fixture
def clock():
    class Clock:
        now = 100.0

        def __call__(self) -> float:
            return self.now

    return Clock()


@pytest.fixture
def people(clock, settings) -> People:
    settings.MESSAGES_BURST, settings.MESSAGES_PER_SECOND = 20, 2
    return People(clock)


def enter(people: People, user_id: int) -> Any:
    socket = cast("Any", Socket(user_id))
    return people.enter(socket), socket


def test_who_comes_back_soon_has_what_is_left_in_their_bucket(people, clock):
    before, socket = enter(people, 1)
    people.exit(socket)
    clock.now += 9
    enter(people, 2)
    assert enter(people, 1)[0] is before


def test_who_went_long_ago_is_forgotten(people, clock):
    for user_id in range(1, 100):
        people.exit(enter(people, user_id)[1])
    clock.now += 11
    enter(people, 100)
    assert len(people) == 1


def test_who_has_another_socket_open_is_not_forgotten(people, clock):
    before, _open = enter(people, 1)
    people.exit(enter(people, 1)[1])
    clock.now += 3_600
    enter(people, 2)
    assert enter(people, 1)[0] is before
