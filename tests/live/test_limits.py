"""The token bucket."""

import pytest

from chat.live.writing.limits import TokenBucket


@pytest.fixture
def clock():
    class Clock:
        now = 100.0

        def __call__(self) -> float:
            return self.now

    return Clock()


def test_a_burst_passes_and_what_follows_waits(clock):
    bucket = TokenBucket(rate=2, burst=3, clock=clock)
    assert [bucket.wait() for _ in range(4)] == [0, 0, 0, 0.5]


def test_after_the_wait_one_more_passes(clock):
    bucket = TokenBucket(rate=2, burst=1, clock=clock)
    bucket.wait()
    clock.now += bucket.wait()
    assert bucket.wait() == 0


def test_a_long_rest_fills_the_bucket_no_higher_than_its_burst(clock):
    bucket = TokenBucket(rate=2, burst=2, clock=clock)
    clock.now += 3_600
    assert [bool(bucket.wait()) for _ in range(3)] == [False, False, True]
