"""What all runs of one commit have shown, as one table, which can be written into a page."""

import platform
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from textwrap import wrap

import msgspec

from bench import machine
from chaos.faults import FAULTS, Fault
from chaos.figures import Spread
from chaos.run import Outcome
from tests import services

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "chaos"
PAGE = ROOT / "docs" / "reliability.md"
FILE = "results.jsonl"
BEGIN, END = "<!-- runs -->", "<!-- end of runs -->"
HEAD = (
    "| fault | runs | acknowledged | violations | ack p50 / p99 | delivery p50 / p99 / longest "
    "| healed |\n| --- | --- | --- | --- | --- | --- | --- |"
)
WIDTH = 100
PACKAGES = ("Django", "channels", "daphne")


class Result(msgspec.Struct, frozen=True):
    """The line that one run leaves in the results; times are seconds since 1970."""

    fault: str
    seed: int
    messages: int
    acknowledged: int
    recovered: int
    violations: list[str]
    ack: Spread
    delivery: Spread
    healed: float
    began: float
    ended: float


def result(outcome: Outcome) -> Result:
    """Return what the table needs of a run."""
    measured = outcome.figures
    return Result(
        outcome.fault,
        outcome.seed,
        measured.messages,
        measured.acknowledged,
        measured.recovered,
        [one.kind for one in outcome.violations],
        measured.ack,
        measured.delivery,
        measured.healed,
        outcome.began,
        outcome.ended,
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


# --- Which code was played ------------------------------------------------------------------


def commit() -> str:
    """Return what stands in the working tree: a commit, and whether it was changed since."""
    told = _told("git", "describe", "--always", "--abbrev=12", "--exclude=*", "--dirty")
    return told or "unknown"


def file_of(which: str = "", defect: str = "") -> Path:
    """Return where the results of a commit are, by default of the one that stands here.

    What was played with a defect says nothing about a commit and stands elsewhere.
    """
    return FOLDER / (f"defects/{defect}" if defect else which or commit()) / FILE


def newest() -> Path:
    """Return the results that were written last."""
    found = sorted(FOLDER.glob(f"*/{FILE}"), key=lambda file: file.stat().st_mtime)
    return found[-1] if found else file_of()


# --- The table ------------------------------------------------------------------------------


def page(file: Path) -> str:
    """Return the table with what it was made of, in Markdown."""
    results = read(file)
    told = wrap(" ".join(_facts(results, file.parent.name)), WIDTH, break_long_words=False)
    return "\n".join([*told, "", table(results)])


def write(file: Path, into: Path = PAGE) -> None:
    """Put it between the two marks of a page. Raises ValueError when they are not there."""
    before, begin, rest = into.read_text().partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{into} lacks {BEGIN} or {END}")
    into.write_text(f"{before}{BEGIN}\n\n{page(file)}\n\n{END}{after}")


def table(results: list[Result]) -> str:
    """Return the table in Markdown: a line for each fault, and the sum.

    Of p50 the middle one of all runs is shown, of p99 and longest the worst.
    """
    lines = [_line(one, of(results, one.name)) for one in ordered()]
    total = sum(one.messages for one in results)
    broken = sum(len(one.violations) for one in results)
    foot = f"| **all** | {len(results)} | {total:,} | {broken} | | | |"
    return "\n".join([HEAD, *lines, foot])


def ordered() -> list[Fault]:
    """Return all faults in the order of the matrix."""
    return sorted(FAULTS.values(), key=lambda one: (one.number, one.name))


def of(results: Iterable[Result], name: str) -> list[Result]:
    """Return the results of one fault."""
    return [one for one in results if one.fault == name]


def busy_seconds(results: Iterable[Result]) -> float:
    """Return for how long something was being played, in one rig or several at a time."""
    total, until = 0.0, 0.0
    for one in sorted(results, key=lambda one: one.began):
        total += max(0.0, one.ended - max(one.began, until))
        until = max(until, one.ended)
    return total


def _facts(results: list[Result], which: str) -> Iterator[str]:
    each = [len(of(results, one.name)) for one in ordered()]
    others = sum(one.acknowledged - one.messages for one in results)
    yield f"{len(results)} runs of {len({one.fault for one in results})} faults, of the"
    yield f"{len(each)} that there are, {min(each)} to {max(each)} of each:"
    yield f"{sum(one.messages for one in results):,} acknowledged messages, {others:,} other"
    yield f"acknowledged acts, {sum(len(one.violations) for one in results)} violations."
    yield f"Played from {_moment(min((one.began for one in results), default=0))}"
    yield f"to {_moment(max((one.ended for one in results), default=0))},"
    yield f"{busy_seconds(results) / 60:.0f} minutes in all, with commit `{which}`,"
    yield f"on {_machine()}."


def _moment(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"


def _machine() -> str:
    facts = machine.facts()
    packages = [f"{name} {version(name)}" for name in PACKAGES]
    servers = [
        _told(services.postgres_program("postgres"), "--version"),
        " ".join(_told("redis-server", "--version").split()[:3]),
        _told(services.nginx_program(), "-v"),
        f"SQLite {sqlite3.sqlite_version}",
    ]
    told = [facts["processor"], facts["memory"], facts["system"]]
    return ", ".join([*told, f"Python {platform.python_version()}", *packages, *servers])


def _told(*command: str) -> str:
    """What a program says in one line; nothing when it is not there."""
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    except OSError:
        return ""
    return (done.stdout + done.stderr).strip()


def _line(fault: Fault, runs: list[Result]) -> str:
    if not runs:
        return f"| {fault} | 0 | | | | | |"
    ack, delivery = ([getattr(run, what) for run in runs] for what in ("ack", "delivery"))
    cells = (
        str(fault),
        str(len(runs)),
        f"{sum(run.messages for run in runs):,}",
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
