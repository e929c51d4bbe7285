"""The report that a run writes, its targets and its plot."""

from xml.etree import ElementTree

from bench import report
from bench.__main__ import merged
from bench.figures import medians
from bench.plot import plot, spread
from bench.targets import verdicts
from bench.workloads import workloads
from tests.bench.samples import rest, run, talk


def verdict(wanted, *rows):
    return next(v for v in verdicts(medians(rows)) if wanted in v.wanted)


def test_a_target_is_reached_when_the_same_run_shows_it():
    rows = [talk(cpu={"server": 0.4}), talk("gorilla", cpu={"server": 0.2})]
    found = verdict("50 msg/s: CPU", *rows)
    assert found.reached is True
    assert found.measured == "2.00 ×"


def test_the_hub_that_joins_is_told_beside():
    rows = [talk(cpu={"server": 0.4}), talk("gorilla"), talk("gorilla-join", cpu={"server": 0.1})]
    assert verdict("50 msg/s: CPU", *rows).measured == "0.80 × (4.00 × the joining one's)"


def test_a_target_is_missed_by_a_little_too_much():
    rows = [talk(cpu={"server": 0.41}), talk("gorilla", cpu={"server": 0.2})]
    assert verdict("50 msg/s: CPU", *rows).reached is False


def test_one_lost_delivery_is_a_loss():
    rows = [talk(rate=3_000), talk(rate=6_000, delivered=19_999)]
    assert verdict("none lost", *rows).reached is False


def test_a_gap_is_a_loss_although_the_count_is_right():
    rows = [talk(rate=3_000), talk(rate=6_000, gaps=1)]
    assert verdict("none lost", *rows).reached is False


def test_what_was_not_measured_is_neither_reached_nor_missed():
    assert verdict("50 msg/s: CPU", talk()).reached is None


def test_the_report_says_what_was_measured_and_draws_it(tmp_path):
    report.write(run(talk(), talk(rate=1_000), talk("gorilla"), talk("gorilla", 1_000)), tmp_path)
    page = (tmp_path / "performance.md").read_text()
    assert "| 50/s | Hiroba | 100.00% | 10,000 | 25.00 (25.00–25.00) | 4.0 | 20.0 |" in page
    assert "{" not in page
    drawn = ElementTree.parse(tmp_path / "performance.svg").getroot()
    assert "Go <hub>" in [text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text")]


def test_a_line_stands_higher_where_a_delivery_costs_more():
    drawn = ElementTree.fromstring(plot("t", "x", "y", {"one": [(20, 40.0), (50, 4.0)]}))
    dots = drawn.findall("{http://www.w3.org/2000/svg}circle")
    assert float(dots[0].attrib["cy"]) < float(dots[1].attrib["cy"])


def test_names_beside_the_lines_do_not_cover_each_other():
    assert spread({"low": 101.0, "high": 100.0, "far": 200.0}, 17) == {
        "high": 100.0,
        "low": 117.0,
        "far": 200.0,
    }


def test_slow_peers_are_asked_for_low_rates_only():
    room = next(workload for workload in workloads(6, 30) if workload.name == "a")
    assert [phase["rate"] for phase in room.phases_of("tutorial")] == [20, 50]
    assert len(room.phases_of("hiroba")) == 6


def test_a_part_can_be_asked_for():
    room = next(workload for workload in workloads(6, 30) if workload.name == "a")
    part = room.only(["gorilla"], [50.0])
    assert list(part.peers) == ["gorilla"]
    assert [phase["rate"] for phase in part.phases] == [50]


def test_what_was_measured_again_stands_in_place_of_the_last_and_is_told(tmp_path):
    last = run(talk(), talk("gorilla"), rest(cpu={"server": 5.0}))
    new = {**run(rest(cpu={"server": 0.5})), "command": "make bench again"}
    together = merged(last, new)
    assert medians(together["measured"])["e", "hiroba", "rest"]["core_share"] == 0.05
    assert len(together["measured"]) == 3
    report.write(together, tmp_path)
    assert "(e) was measured again" in (tmp_path / "performance.md").read_text()
