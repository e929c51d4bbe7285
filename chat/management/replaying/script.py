"""A log's lines to steps: who does what, and how many seconds after the beginning."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby

from chat.management.logs.lines import Line
from chat.models.messages.message import Kind

# Logs show minutes: the lines of one are spread over it. Where there are no times at all, people
# are taken to need this long for a line.
MINUTE_SECONDS = 60.0
LINE_SECONDS = 15.0


class Deed(Enum):
    """What a step is."""

    COME = "come"
    GO = "go"
    SAY = "say"


@dataclass(frozen=True, slots=True)
class Step:
    """Somebody comes, goes or says something, so many seconds after the beginning."""

    second: float
    nick: str
    deed: Deed
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
    """Who takes another nick goes, and comes back as somebody else: a person has one name here."""
    match line.kind:
        case Kind.JOINED:
            return [Step(second, line.nick, Deed.COME)]
        case Kind.LEFT:
            return [Step(second, line.nick, Deed.GO)]
        case Kind.NICK_CHANGED:
            return [Step(second, line.nick, Deed.GO), Step(second, line.body, Deed.COME)]
        case Kind.ACTION:
            return [Step(second, line.nick, Deed.SAY, f"/me {line.body}")]
    return [Step(second, line.nick, Deed.SAY, line.body)]


def there_from_the_start(steps: Sequence[Step]) -> list[str]:
    """Return the nicks of those who do something without having come."""
    first: dict[str, Deed] = {}
    for step in steps:
        first.setdefault(step.nick, step.deed)
    return [nick for nick, deed in first.items() if deed is not Deed.COME]


def speakers(steps: Sequence[Step]) -> set[str]:
    """Return the nicks of those who say something."""
    return {step.nick for step in steps if step.deed is Deed.SAY}
