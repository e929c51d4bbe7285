"""Which rooms' groups a process is in: until a minute after nobody watches there any more."""

import pytest

from chat.log.room_groups import LEAVE_AFTER_SECONDS, RoomGroups


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def groups(clock) -> RoomGroups:
    return RoomGroups(clock)


def test_a_room_is_to_be_joined_until_that_is_confirmed(groups):
    assert groups.watch(5)
    assert groups.to_join(10) == groups.to_join(10) == [5]
    groups.confirm([5])
    assert groups.to_join(10) == []
    assert not groups.watch(5)


def test_no_more_are_joined_at_once_than_asked_for(groups):
    for room_id in range(1, 6):
        groups.watch(room_id)
    assert groups.to_join(2) == [1, 2]
    groups.confirm([1, 2])
    assert groups.to_join(2) == [3, 4]


def test_a_room_is_forgotten_a_minute_after_its_last_watcher(groups, clock):
    groups.watch(5)
    groups.confirm([5])
    groups.unwatch(5)
    clock.now += LEAVE_AFTER_SECONDS - 1
    assert groups.take_forgotten(10) == []
    clock.now += 1
    assert groups.take_forgotten(10) == [5]
    assert groups.take_forgotten(10) == []
    assert groups.watch(5)


def test_a_room_that_is_watched_again_within_the_minute_is_kept(groups, clock):
    groups.watch(5)
    groups.confirm([5])
    groups.unwatch(5)
    clock.now += LEAVE_AFTER_SECONDS - 1
    assert not groups.watch(5)
    clock.now += LEAVE_AFTER_SECONDS
    assert groups.take_forgotten(10) == []


def test_the_minute_begins_anew_with_each_last_watcher(groups, clock):
    for room_id in (5, 6):
        groups.watch(room_id)
        groups.unwatch(room_id)
    clock.now += LEAVE_AFTER_SECONDS - 1
    groups.watch(5)
    groups.unwatch(5)
    clock.now += 1
    assert groups.take_forgotten(10) == [6]


def test_a_room_that_could_not_be_joined_in_time_is_joined_no_more(groups, clock):
    groups.watch(5)
    groups.unwatch(5)
    clock.now += LEAVE_AFTER_SECONDS
    assert groups.take_forgotten(10) == [5]
    assert groups.to_join(10) == []
