"""A log's lines to the steps of a replay."""

from datetime import UTC, datetime

from chat.management.logs.lines import Line
from chat.management.replaying.script import Step, StepKind, present_at_start, script, speakers
from chat.models.messages.message import Kind


def line(minute: int | None, kind: Kind, nick: str, body: str = "") -> Line:
    at = None if minute is None else datetime(2021, 3, 15, 10, minute, tzinfo=UTC)
    return Line(1, kind, nick, body, at)


def test_the_lines_of_a_minute_are_spread_over_it():
    lines = [line(minute, Kind.TEXT, "mika", "hi") for minute in (7, 7, 7, 9, 9)]
    assert [step.second for step in script(lines)] == [0, 20, 40, 120, 150]


def test_time_never_runs_backwards():
    lines = [line(minute, Kind.TEXT, "mika", "hi") for minute in (7, 9, 8, 10)]
    assert [step.second for step in script(lines)] == [0, 120, 120, 180]


def test_lines_without_times_have_a_pace_of_their_own():
    lines = [line(None, Kind.TEXT, "mika", "hi")] * 3
    assert [step.second for step in script(lines)] == [0, 15, 30]


def test_who_takes_another_nick_goes_and_comes_back():
    assert script([line(7, Kind.NICK_CHANGED, "ken", "ken_")]) == [
        Step(0, "ken", StepKind.LEAVE),
        Step(0, "ken_", StepKind.JOIN),
    ]


def test_what_somebody_does_is_said_as_people_type_it():
    assert script([line(7, Kind.ACTION, "ken", "waves")]) == [
        Step(0, "ken", StepKind.SAY, "/me waves")
    ]


def test_whose_first_step_is_not_to_come_is_present_at_start():
    steps = script(
        [
            line(7, Kind.TEXT, "mika", "hi"),
            line(7, Kind.JOINED, "ken"),
            line(7, Kind.LEFT, "tomo"),
            line(7, Kind.TEXT, "ken", "hi"),
        ]
    )
    assert present_at_start(steps) == ["mika", "tomo"]
    assert speakers(steps) == {"mika", "ken"}


def test_an_empty_log_has_no_steps():
    assert script([]) == []
