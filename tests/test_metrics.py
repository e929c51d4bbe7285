"""What is counted and measured, and how well this process feels."""

import asyncio
import time
from datetime import timedelta

import pytest
from django.utils import timezone
from prometheus_client import REGISTRY

from chat import health, metrics
from tests.acting import say


def figure(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


@pytest.mark.django_db(transaction=True)
def test_every_message_that_is_stored_is_counted(alice, lobby):
    before = figure("hiroba_messages_total")
    say(lobby, alice, "one")
    assert figure("hiroba_messages_total") == before + 1


@pytest.mark.django_db
def test_what_is_not_committed_is_not_counted(alice, lobby):
    before = figure("hiroba_messages_total")
    say(lobby, alice, "one")
    assert figure("hiroba_messages_total") == before


def test_a_commit_is_measured_with_its_messages():
    before = figure("hiroba_commit_messages_sum"), figure("hiroba_commit_seconds_count")
    with metrics.commits.measured(7):
        pass
    after = figure("hiroba_commit_messages_sum"), figure("hiroba_commit_seconds_count")
    assert after == (before[0] + 7, before[1] + 1)


def test_a_commit_that_fails_is_measured_too_and_does_not_count_as_in_flight():
    before = figure("hiroba_commit_seconds_count")
    with pytest.raises(ZeroDivisionError), metrics.commits.measured(1):
        assert metrics.commits.seconds > 0
        _ = 1 / 0
    assert metrics.commits.seconds == 0
    assert figure("hiroba_commit_seconds_count") == before + 1


def test_the_way_of_a_message_is_measured_and_a_clock_that_goes_back_does_no_harm():
    before = figure("hiroba_delivery_seconds_sum"), figure("hiroba_flushes_total")
    now = timezone.now()
    metrics.flushed([now - timedelta(seconds=3), now + timedelta(seconds=60)])
    assert figure("hiroba_delivery_seconds_sum") - before[0] == pytest.approx(3, abs=0.5)
    assert figure("hiroba_flushes_total") == before[1] + 1


async def test_an_event_loop_that_was_held_up_is_late():
    loop = health.EventLoop()
    loop.watch()
    await asyncio.sleep(0)
    time.sleep(health.TICK_SECONDS + 0.3)
    await asyncio.sleep(0.01)
    assert loop.seconds == pytest.approx(0.3, abs=0.2)
