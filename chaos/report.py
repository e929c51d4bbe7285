"""What all runs so far have shown, as one table."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from chaos.faults import FAULTS, Fault
from chaos.figures import Spread
from chaos.run import Outcome

HEAD = (
    "| fault | runs | acknowledged | violations | ack p50 / p99 | delivery p50 / p99 / longest "
    "| healed |\n| --- | --- | --- | --- | --- | --- | --- |"
)


class Result(msgspec.Struct, frozen=True):
    """The line that one run leaves in the results."""

    fault: str
    seed: int
    acknowledged: int
    recovered: int
    violations: list[str]
    ack: Spread
    delivery: Spread
    healed: float


def result(outcome: Outcome) -> Result:
    """Return what the table needs of a run."""
    measured = outcome.figures
    return Result(
        outcome.fault,
        outcome.seed,
        measured.acknowledged,
        measured.recovered,
        [one.kind for one in outcome.violations],
        measured.ack,
        measured.delivery,
        measured.healed,
    )


def add(file: Path, one: Result) -> None:
    """Write one more line into the results."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("ab") as results:
        results.write(msgspec.json.encode(one) + b"\n")


def read(file: Path) -> list[Result]:
    """Return all results of a file."""
    lines = file.read_bytes().splitlines() if file.exists() else []
    return [msgspec.json.decode(line, type=Result) for line in lines]


def table(results: list[Result]) -> str:
    """Return the table in Markdown: a line for each fault, and the sum.

    Of p50 the middle one of all runs is shown, of p99 and longest the worst.
    """
    lines = [_line(one.title, one.name, of(results, one.name)) for one in ordered()]
    lines = [line for line in lines if line]
    total = sum(one.acknowledged for one in results)
    broken = sum(len(one.violations) for one in results)
    foot = f"| **all** | {len(results)} | {total:,} | {broken} | | | |"
    return "\n".join([HEAD, *lines, foot])


def ordered() -> list[Fault]:
    """Return all faults in the order of the matrix."""
    return sorted(FAULTS.values(), key=lambda one: (one.number, one.name))


def of(results: Iterable[Result], name: str) -> list[Result]:
    """Return the results of one fault."""
    return [one for one in results if one.fault == name]


def _line(title: str, name: str, runs: list[Result]) -> str:
    if not runs:
        return ""
    ack, delivery = ([getattr(run, what) for run in runs] for what in ("ack", "delivery"))
    cells = (
        f"{name} {title}",
        str(len(runs)),
        f"{sum(run.acknowledged for run in runs):,}",
        str(sum(len(run.violations) for run in runs)),
        f"{_middle(ack):.2f} / {_worst(ack, 1):.2f} s",
        f"{_middle(delivery):.2f} / {_worst(delivery, 1):.2f} / {_worst(delivery, 2):.2f} s",
        f"{max(run.healed for run in runs):.1f} s",
    )
    return f"| {' | '.join(cells)} |"


def _middle(spreads: list[Spread]) -> float:
    return sorted(spread[0] for spread in spreads)[len(spreads) // 2]


def _worst(spreads: list[Spread], place: int) -> float:
    return max(spread[place] for spread in spreads)
