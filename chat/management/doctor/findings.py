"""What the doctor says: how it stands with one thing, and how to mend it."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How it stands."""

    WELL = "ok"
    DOUBTFUL = "warn"
    WRONG = "WRONG"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    level: Level
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        line = f"{self.level:5}  {self.what}"
        return f"{line}\n       {self.remedy}" if self.remedy else line


def well(what: str) -> Finding:
    """Return that there is nothing to do."""
    return Finding(Level.WELL, what)


def doubtful(what: str, remedy: str) -> Finding:
    """Return what may become a trouble."""
    return Finding(Level.DOUBTFUL, what, remedy)


def wrong(what: str, remedy: str) -> Finding:
    """Return what is one."""
    return Finding(Level.WRONG, what, remedy)


def judged(good: bool, what: str, remedy: str) -> Finding:
    """Return that there is nothing to do, or what to do."""
    return well(what) if good else wrong(what, remedy)
