"""How many people a machine takes, by what was measured."""

from typing import Any

from bench.figures import medians
from bench.sizing import rows
from bench.workloads import ROOM
from tests.bench.samples import rest, talk


def page(**given: Any) -> dict[str, Any]:
    return {
        "workload": "g",
        "peer": "hiroba",
        "round": 0,
        "do": "pages",
        "path": ROOM,
        "answers": 100,
        "seconds": 2.0,
        "p50": 0.1,
        "p99": 0.2,
        "refused": 0,
        "cpu": {"server": 3.0},
        **given,
    }


def told(*measured: dict[str, Any]) -> list[str]:
    return [figure for _title, figure in rows(medians(measured))]


def test_people_are_told_by_what_each_of_them_costs():
    quiet = talk(rate=20, delivered=20_000, cpu={"server": 0.48})
    assert told(rest(cpu={"server": 0.1024}), page(), quiet) == [
        "80 MiB",
        "20.0 KiB",
        "52,429",
        "10.0 µs of a core a second",
        "50.0 µs of a core a second",
        "10.0 µs of a core a second",
        "7,143",
        "–",
    ]


def test_what_rests_on_nothing_measured_is_a_dash():
    assert told(talk(rate=50)) == ["–"] * 8
    assert told(rest())[:3] == ["80 MiB", "20.0 KiB", "52,429"]
