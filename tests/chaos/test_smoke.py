"""Most faults in short runs, about five minutes of them: the whole matrix is `make chaos`."""

import asyncio
from pathlib import Path

import pytest

from chaos import report
from chaos.crowd import Pace
from chaos.faults import FAULTS
from chaos.matrix import play_all

PACE = Pace(8, 4, 30.0, talkers=3, least=200, most=400, seconds=1.0, lasting=0.4, patience=60.0)
PARTS = (
    "0b 14b 14c 14d 14e 21b 24e",
    "1 1b 1c 1d 2 4b 4c",
    "5 5b 6b 7 8 8b 8c",
    "9 10 10b 10c 11 22b 26c",
    "20 20b 21 24 24b 24c 24d",
)


@pytest.mark.parametrize("part", PARTS)
def test_nothing_acknowledged_is_lost(part: str, tmp_path: Path) -> None:
    names = part.split()
    results = tmp_path / "results.jsonl"
    asyncio.run(play_all([(FAULTS[name], 1) for name in names], PACE, results))
    told = report.read(results)
    assert {one.fault: one.violations for one in told} == {name: [] for name in names}
    assert all(one.acknowledged > 0 for one in told)
