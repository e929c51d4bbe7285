"""Turns a log's lines into steps: who does what, how many seconds after the start."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby

from chat.management.logs.lines import Line
from chat.models.messages.message import Kind

# Logs show minutes: the lines of a minute are spread over it. In a log without times, each line is
# taken to need this long.
MINUTE_SECONDS = 60.0
LINE_SECONDS = 15.0


class StepKind(Enum):
    """What a step is."""

    JOIN = "join"
    LEAVE = "leave"
    SAY = "say"


@dataclass(frozen=True, slots=True)
class Step:
    """Somebody joins, leaves or says something, `second` seconds after the start."""

    second: float
    nick: str
    kind: StepKind
    body: str = ""


def script(lines: Sequence[Line]) -> list[Step]:
    """Return the steps in the order of the log; time never runs backwards."""
    steps: list[Step] = []
    latest = 0.0
    for second, line in _timed(lines):
        latest = max(latest, second)
        steps += _steps(latest, line)
    return steps


def _timed(lines: Sequence[Line]) -> Iterator[tuple[float, Line]]:
    start = lines[0].at if lines else None
    if start is None:
        yield from ((index * LINE_SECONDS, line) for index, line in enumerate(lines))
        return
    for at, group in groupby(lines, key=lambda line: line.at or start):
        minute = list(group)
        for index, line in enumerate(minute):
            within = MINUTE_SECONDS * index / len(minute)
            yield (at - start).total_seconds() + within, line


def _steps(second: float, line: Line) -> list[Step]:
    """A change of nick is a leave and a join: here a person has one name."""
    match line.kind:
        case Kind.JOINED:
            return [Step(second, line.nick, StepKind.JOIN)]
        case Kind.LEFT:
            return [Step(second, line.nick, StepKind.LEAVE)]
        case Kind.NICK_CHANGED:
            return [Step(second, line.nick, StepKind.LEAVE), Step(second, line.body, StepKind.JOIN)]
        case Kind.ACTION:
            return [Step(second, line.nick, StepKind.SAY, f"/me {line.body}")]
    return [Step(second, line.nick, StepKind.SAY, line.body)]


def present_at_start(steps: Sequence[Step]) -> list[str]:
    """Return the nicks of those whose first step is not a join."""
    first: dict[str, StepKind] = {}
    for step in steps:
        first.setdefault(step.nick, step.kind)
    return [nick for nick, kind in first.items() if kind is not StepKind.JOIN]


def speakers(steps: Sequence[Step]) -> set[str]:
    """Return the nicks of those who say something."""
    return {step.nick for step in steps if step.kind is StepKind.SAY}
