"""What waits to be written: in order within a room, in turns between rooms, never too much."""

from uuid import uuid4

from chat.actions.preparing import Send, prepare
from chat.live.queue import FairQueue, Waiting


def waiting(room_id: int, body: str = "x") -> Waiting:
    return Waiting(prepare(Send(room_id, 1, uuid4(), body)), lambda outcome: None)


def bodies(taken: list[Waiting]) -> list[str]:
    return [one.prepared.send.body for one in taken]


async def test_a_room_keeps_its_order():
    queue = FairQueue(100)
    for number in range(10):
        queue.put(waiting(1, str(number)))
    assert bodies([*queue.take(4), *queue.take(100)]) == [str(n) for n in range(10)]


async def test_rooms_take_turns():
    queue = FairQueue(100)
    for number in range(20):
        queue.put(waiting(1, f"flood {number}"))
    queue.put(waiting(2, "hello"))
    assert "hello" in bodies(queue.take(4))


async def test_nothing_is_taken_twice_or_left():
    queue = FairQueue(1_000)
    sent = [waiting(number % 7, str(number)) for number in range(300)]
    for one in sent:
        queue.put(one)
    taken: list[Waiting] = []
    while len(queue):
        taken += queue.take(64)
    assert sorted(bodies(taken), key=int) == bodies(sent)


async def test_a_full_queue_takes_nothing_more():
    queue = FairQueue(4)
    assert [queue.put(waiting(room)) for room in (1, 1, 2, 2, 3)] == [True] * 4 + [False]


async def test_one_room_holds_half_of_the_places_at_most():
    queue = FairQueue(4)
    assert [queue.put(waiting(1)) for _ in range(3)] == [True, True, False]
