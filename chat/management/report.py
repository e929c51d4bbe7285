"""What became of a log's lines: a count of each kind, and each line that is not in the room."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from chat.actions.messages.importing import Outcome
from chat.management.logs.lines import Line, Unread, clean

SHOWN_CHARS = 120
FILTERED = "a filter of this place does not let it through"
OTHER_TEXT = "the room has another text of this line of a file with this name"


@dataclass
class Report:
    """Grows with every batch."""

    stored: Counter[str] = field(default_factory=Counter)
    duplicates: int = 0
    left_out: list[tuple[Path, Unread]] = field(default_factory=list)

    def leave_out(self, file: Path, line: Unread) -> None:
        """Count a line that cannot be stored."""
        self.left_out.append((file, line))

    def count(self, file: Path, line: Line, outcome: Outcome) -> None:
        """Count a line by what became of it."""
        match outcome:
            case Outcome.STORED:
                self.stored[line.kind.value] += 1
            case Outcome.DUPLICATE:
                self.duplicates += 1
            case Outcome.OTHER_TEXT:
                self.leave_out(file, Unread(line.number, OTHER_TEXT, line.body))
            case Outcome.FILTERED:
                self.leave_out(file, Unread(line.number, FILTERED, line.body))

    def lines(self) -> Iterator[str]:
        """Give the report line by line: what was left out, then the counts."""
        for file, line in sorted(self.left_out, key=lambda entry: (entry[0], entry[1].number)):
            yield f"{file}:{line.number}: {line.reason}: {_shortened(clean(line.text))}"
        kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(self.stored.items()))
        total = self.stored.total() + self.duplicates + len(self.left_out)
        yield f"lines: {total}"
        yield f"stored: {self.stored.total()}" + (f" ({kinds})" if kinds else "")
        yield f"duplicates: {self.duplicates}"
        yield f"left out: {len(self.left_out)}"


def _shortened(text: str) -> str:
    return text if len(text) <= SHOWN_CHARS else text[: SHOWN_CHARS - 1] + "…"
