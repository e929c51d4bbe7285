"""What waits to be written: in order within a room, in turns between rooms, never too much."""

from uuid import uuid4

from chat.actions.messages.preparing import Send, prepare
from chat.live.writing.queue import PLACE_BYTES, FairQueue, Waiting

MUCH = 10_000_000


def waiting(room_id: int, body: str = "x") -> Waiting:
    return Waiting(prepare(Send(room_id, 1, uuid4(), body)), lambda outcome: None)


def bodies(taken: list[Waiting]) -> list[str]:
    return [one.message.send.body for one in taken]


async def test_a_room_keeps_its_order():
    queue = FairQueue(100)
    for number in range(10):
        queue.put(waiting(1, str(number)))
    assert bodies([*queue.take(4, MUCH), *queue.take(100, MUCH)]) == [str(n) for n in range(10)]


async def test_rooms_take_turns():
    queue = FairQueue(100)
    for number in range(20):
        queue.put(waiting(1, f"flood {number}"))
    queue.put(waiting(2, "hello"))
    assert "hello" in bodies(queue.take(4, MUCH))


async def test_nothing_is_taken_twice_or_left():
    queue = FairQueue(1_000)
    sent = [waiting(number % 7, str(number)) for number in range(300)]
    for one in sent:
        queue.put(one)
    taken: list[Waiting] = []
    while len(queue):
        taken += queue.take(64, MUCH)
    assert sorted(bodies(taken), key=int) == bodies(sent)


async def test_a_full_queue_takes_nothing_more():
    queue = FairQueue(4)
    assert [queue.put(waiting(room)) for room in (1, 1, 2, 2, 3)] == [True] * 4 + [False]


async def test_one_room_holds_half_of_the_places_at_most():
    queue = FairQueue(4)
    assert [queue.put(waiting(1)) for _ in range(3)] == [True, True, False]


LONG = "広" * 10 * PLACE_BYTES


async def test_long_messages_take_the_places_of_several():
    queue = FairQueue(100)
    taken_in = [queue.put(waiting(room, LONG)) for room in range(20)]
    assert 0 < sum(taken_in) < 10
    assert not queue.has_place_for(100)


async def test_one_room_takes_half_of_the_bytes_at_most():
    queue = FairQueue(100)
    while queue.put(waiting(1, LONG)):
        pass
    assert queue.put(waiting(2, LONG))


async def test_something_of_any_length_finds_a_place_where_nothing_waits():
    queue = FairQueue(1)
    assert queue.put(waiting(1, LONG))
    assert queue.take(1, 1)
    assert queue.put(waiting(1, LONG))


async def test_what_was_taken_leaves_its_bytes_to_others():
    queue = FairQueue(100)
    for _ in range(1_000):
        assert queue.put(waiting(1, LONG))
        assert len(queue.take(1, MUCH)) == 1
    assert [queue.put(waiting(room)) for room in range(100)] == [True] * 100


async def test_of_long_messages_fewer_are_taken_at_once_and_none_is_left():
    queue = FairQueue(100)
    sent = [waiting(room, LONG) for room in (1, 1, 2, 3)]
    for one in sent:
        queue.put(one)
    parts = []
    while len(queue):
        parts.append(queue.take(256, 1))
    assert [len(part) for part in parts] == [1] * len(sent)


async def test_short_ones_are_taken_beside_a_room_of_long_ones():
    queue = FairQueue(100)
    for body in (LONG, LONG, LONG):
        queue.put(waiting(1, body))
    queue.put(waiting(2, "hello"))
    assert "hello" in bodies(queue.take(256, 200_000))
