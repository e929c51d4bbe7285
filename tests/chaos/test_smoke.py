"""A few faults in short runs on both rigs: the whole matrix is `make chaos`."""

import asyncio
from pathlib import Path

import pytest

from chaos import report
from chaos.crowd import Pace
from chaos.faults import FAULTS
from chaos.matrix import play_all

PACE = Pace(8, 4, 30.0, talkers=3, least=200, most=400, seconds=1.0, lasting=0.4, patience=60.0)
PARTS = (
    ("0b", "14c", "14e", "21b", "24e"),
    ("1c", "2", "4c", "5", "9", "11", "21"),
)


@pytest.mark.parametrize("names", PARTS, ids="+".join)
def test_nothing_acknowledged_is_lost(names: tuple[str, ...], tmp_path: Path) -> None:
    results = tmp_path / "results.jsonl"
    asyncio.run(play_all([(FAULTS[name], 1) for name in names], PACE, results))
    told = report.read(results)
    assert {one.fault: one.violations for one in told} == {name: [] for name in names}
    assert all(one.acknowledged > 0 for one in told)
