"""A few faults in short runs on both rigs: the whole matrix is `make chaos`."""

import asyncio
from pathlib import Path

import pytest

from chaos import report
from chaos.faults import FAULTS
from chaos.matrix import play_all
from chaos.run import Pace

PACE = Pace(people=12, rooms=4, rate=40.0, seconds=2.0, lasting=0.4)
SMALL = ("14e", "21b", "14b", "24e", "26c")
LARGE = ("1d", "5", "11", "21", "22b")


@pytest.mark.parametrize("names", [SMALL, LARGE], ids=["on SQLite", "on PostgreSQL and Redis"])
def test_nothing_acknowledged_is_lost(names: tuple[str, ...], tmp_path: Path) -> None:
    results = tmp_path / "results.jsonl"
    asyncio.run(play_all([(FAULTS[name], 1) for name in names], PACE, results))
    told = report.read(results)
    assert {one.fault: one.violations for one in told} == {name: [] for name in names}
    assert all(one.acknowledged > 0 for one in told)
