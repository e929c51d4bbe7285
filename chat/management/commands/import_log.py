"""`manage.py import_log`: a log of another chat into a room."""

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid5

from django.core.management.base import CommandError

from chat.actions.messages.importing import Said, import_lines, open_room
from chat.management import arguments
from chat.management.logs.lines import Line, Unread
from chat.management.logs.reading import files_in
from chat.management.report import Report
from chat.management.terminal import WritingCommand, progress
from chat.models.messages.message import NONCE_NAMESPACE

BATCH_LINES = 500


class Command(WritingCommand):
    """Stores each line once, however often it runs, and reports every line that it leaves out."""

    help = "Take logs of other chats into a room; running it again adds only what is missing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the files, how to read them, and the room."""
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="file or folder")
        arguments.add_room(parser)
        arguments.add_log(parser)

    def handle(
        self,
        *args: Any,
        paths: list[Path],
        room: str,
        form: str | None,
        first_day: date | None,
        **options: Any,
    ) -> None:
        """Read everything first, so that nothing is stored of files that cannot be read."""
        logs = {file: arguments.read(file, form, first_day) for file in _files(paths)}
        room_id, report = open_room(room).pk, Report()
        with progress(sum(map(len, logs.values())), "lines") as bar:
            for file, lines in logs.items():
                for batch in _batches(lines):
                    _take(room_id, arguments.form_of(file, form), file, batch, report)
                    bar.update(len(batch))
        for line in report.lines():
            self.stdout.write(line)


def _files(paths: Sequence[Path]) -> list[Path]:
    try:
        return files_in(paths)
    except FileNotFoundError as error:
        raise CommandError(f"There is no {error}.") from error


def _batches(lines: Sequence[Line | Unread]) -> Iterator[Sequence[Line | Unread]]:
    for start in range(0, len(lines), BATCH_LINES):
        yield lines[start : start + BATCH_LINES]


def _take(
    room_id: int, form: str, file: Path, batch: Sequence[Line | Unread], report: Report
) -> None:
    read = [line for line in batch if isinstance(line, Line)]
    outcomes = import_lines(room_id, [_said(form, file, line) for line in read])
    for line, outcome in zip(read, outcomes, strict=True):
        report.count(file, line, outcome)
    for unread in batch:
        if isinstance(unread, Unread):
            report.leave_out(file, unread)


def _said(form: str, file: Path, line: Line) -> Said:
    """The same line of the same file has the same nonce for ever: so it is stored once."""
    nonce = uuid5(NONCE_NAMESPACE, f"{form}/{file.name}/{line.number}")
    return Said(line.nick, nonce, line.kind, line.body, line.at)
