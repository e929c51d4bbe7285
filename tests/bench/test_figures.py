"""Figures of one phase, and medians of all rounds."""

import math

import pytest

from bench.figures import figures, kind_of, label, medians
from tests.bench.samples import rest, talk


def test_a_talk_tells_its_cost_for_each_delivery():
    told = figures(talk(delivered=10_000))
    assert told["share"] == 0.5
    assert told["per_second"] == 5_000
    assert told["server_us"] == pytest.approx(50)
    assert (told["p50"], told["p99"]) == (4, 20)


def test_nothing_delivered_is_told_without_a_fault():
    told = figures(talk(delivered=0, p50=None, p99=None))
    assert told["share"] == 0
    assert math.isnan(told["p50"])


def test_gaps_and_lost_sockets_are_faults():
    assert figures(talk(gaps=1, lost_sockets=2))["faults"] == 3


def test_a_socket_at_rest_costs_what_the_server_has_grown_by():
    told = figures(rest())
    assert told["socket_kib"] == 20
    assert told["core_share"] == pytest.approx(0.05)


def test_the_median_of_the_rounds_is_told_with_the_spread_of_the_cost():
    rows = [talk(cpu={"server": used}) for used in (0.3, 0.1, 0.2)]
    told = medians(rows)["a", "hiroba", "50/s"]
    assert told["server_us"] == pytest.approx(10)
    assert told["server_us_low"] == pytest.approx(5)
    assert told["server_us_high"] == pytest.approx(15)


def test_each_rate_is_a_phase_of_its_own():
    assert set(medians([talk(rate=20), talk(rate=1_000)])) == {
        ("a", "hiroba", "20/s"),
        ("a", "hiroba", "1,000/s"),
    }


def test_a_phase_is_called_by_its_rate_or_by_what_is_done():
    assert [label(talk(rate=3_000)), label(rest())] == ["3,000/s", "rest"]
    assert [kind_of("3,000/s"), kind_of("rest")] == ["talk", "rest"]
