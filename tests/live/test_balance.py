"""Who holds far more than their share sends some away, slowly, and not for ever."""

from itertools import pairwise
from typing import Any

import pytest

from chat.live.presence import balance
from chat.live.presence.balance import Balance


class Socket:
    def __init__(self, *, is_busy: bool = False) -> None:
        self.is_busy = is_busy


class Process:
    """One of several, with a clock that stands still until it is told."""

    def __init__(self, sockets: int) -> None:
        self.sockets: list[Any] = [Socket() for _ in range(sockets)]
        self.now = 0.0
        self.said: list[dict[str, Any]] = []
        self.balance = Balance("own", lambda: list(self.sockets), self._say, clock=lambda: self.now)

    def _say(self, topic: str, told: dict[str, Any]) -> None:
        assert topic == "load"
        self.said.append(told)

    def hear(self, other: str, sockets: int | None) -> None:
        self.balance.take({"by": other, "sockets": sockets})

    def after(self, tellings: int, *others: int) -> list[int]:
        """Return how many it sends away at each telling, while the others stay as they are."""
        sent = []
        for _ in range(tellings):
            self.now += balance.TELL_SECONDS
            for number, sockets in enumerate(others):
                self.hear(f"other {number}", sockets)
            sent.append(self.balance.surplus())
        return sent


def test_whoever_holds_everybody_sends_away_what_is_above_their_share():
    assert Process(60).after(3, 0) == [0, 0, 30]


def test_so_many_at_a_time_and_no_more():
    assert Process(2_000).after(3, 0)[-1] == balance.PER_SECOND * balance.TELL_SECONDS


def test_it_goes_on_until_the_share_is_nearly_a_fair_one():
    process = Process(200)
    assert process.after(3, 0) == [0, 0, 50]
    process.sockets = process.sockets[:150]
    assert process.after(1, 50) == [50]
    process.sockets = process.sockets[:101]
    assert process.after(1, 99) == [0]


@pytest.mark.parametrize("others", [(), (40,), (50, 45), (30, 30)])
def test_nobody_is_sent_away_for_little(others):
    assert Process(50).after(10, *others) == [0] * 10


def test_a_moment_of_imbalance_is_no_reason():
    process = Process(60)
    assert process.after(2, 0) == [0, 0]
    assert process.after(1, 60) == [0]
    assert process.after(2, 0) == [0, 0]


def test_a_process_that_says_nothing_any_more_is_gone():
    process = Process(60)
    process.after(2, 0)
    process.now += balance.EXPIRE_SECONDS
    assert process.after(5) == [0] * 5


def test_a_process_that_is_about_to_end_is_gone_at_once():
    process = Process(60)
    process.after(2, 0)
    process.hear("other 0", None)
    assert process.balance.surplus() == 0


def test_when_they_come_back_here_it_is_tried_again_ever_more_seldom():
    sent = Process(60).after(40, 0)
    rounds = [place for place, number in enumerate(sent) if number]
    waits = [later - earlier for earlier, later in pairwise(rounds)]
    assert len(rounds) >= 3
    assert waits == sorted(waits)
    assert waits[0] < waits[-1]


def test_whoever_has_something_in_flight_is_left_alone():
    idle: Any = Socket()
    busy: Any = Socket(is_busy=True)
    assert list(balance._resting([busy, idle, busy], 3)) == [idle]


def test_it_says_how_many_it_holds():
    process = Process(3)
    process.balance.tell(3)
    process.balance.tell(None)
    assert [told["sockets"] for told in process.said] == [3, None]
