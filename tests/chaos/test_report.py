"""What is told about many runs: the table, and the page that it is written into."""

from itertools import chain
from pathlib import Path

import pytest

from chaos import report
from chaos.faults import FAULTS
from chaos.figures import Spread
from chaos.report import Result, add, busy_seconds, read, write
from chaos.workers import TOGETHER, jobs_named, named, parts


def played(fault: str = "1", seed: int = 1, **other) -> Result:
    """Return the result of a run in which all was well."""
    given = {
        "fault": fault,
        "seed": seed,
        "messages": 2_000,
        "acknowledged": 2_100,
        "recovered": 0,
        "violations": [],
        "ack": Spread(0.1, 0.2, 0.3),
        "delivery": Spread(0.1, 0.2, 0.4),
        "healed": 1.0,
        "began": 100.0,
        "ended": 110.0,
    }
    return Result(**{**given, **other})


def test_results_are_read_as_they_were_added(tmp_path: Path) -> None:
    file = tmp_path / "abc" / "results.jsonl"
    results = [played(), played("14h", 2, violations=["lost"])]
    for one in results:
        add(file, one)
    assert read(file) == results


def test_the_table_has_a_line_for_every_fault_and_sums_all(tmp_path: Path) -> None:
    told = report.table([played(), played(seed=2), played("14h", violations=["lost"])])
    lines = told.splitlines()
    assert len(lines) == len(FAULTS) + 3
    assert "| 1 kill -9 one Daphne, anywhere | 2 | 4,000 | 0 | 0.10 / 0.20 s |" in told
    assert "| 2 kill -9 every Daphne at once | 0 |" in told
    assert lines[-1].startswith("| **all** | 3 | 6,000 | 1 |")


def test_time_in_which_two_rigs_play_counts_once() -> None:
    results = [played(began=0, ended=10), played(began=5, ended=12), played(began=20, ended=21)]
    assert busy_seconds(results) == 13


def test_the_table_is_written_between_its_marks_and_nowhere_else(tmp_path: Path) -> None:
    file, page = tmp_path / "abc" / "results.jsonl", tmp_path / "page.md"
    add(file, played())
    page.write_text(f"before\n{report.BEGIN}\nwhat stood here\n{report.END}\nafter\n")
    write(file, page)
    write(file, page)
    text = page.read_text()
    assert text.startswith(f"before\n{report.BEGIN}\n\n1 runs of 1 faults")
    assert text.endswith(f"\n{report.END}\nafter\n")
    assert "what stood here" not in text
    assert text.count("kill -9 one Daphne, anywhere") == 1
    assert "2,000 acknowledged messages, 100 other" in " ".join(text.split())
    assert "commit `abc`" in " ".join(text.split())


def test_a_page_without_marks_is_left_alone(tmp_path: Path) -> None:
    file, page = tmp_path / "abc" / "results.jsonl", tmp_path / "page.md"
    page.write_text("no marks\n")
    with pytest.raises(ValueError, match="lacks"):
        write(file, page)
    assert page.read_text() == "no marks\n"


def test_jobs_are_split_by_rig_and_none_is_left_out() -> None:
    jobs = [(fault, seed) for fault in FAULTS.values() for seed in range(1, 4)]
    split = parts(jobs, 2)
    assert sorted(map(str, chain.from_iterable(split))) == sorted(map(str, jobs))
    assert all(len({(fault.rig, fault.env) for fault, _seed in part}) == 1 for part in split)
    assert max(map(len, split)) <= TOGETHER
    assert jobs_named(named(jobs)) == jobs
