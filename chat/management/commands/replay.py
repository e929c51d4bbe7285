"""`manage.py replay`: replays a log against a running server, and judges the result."""

import asyncio
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from chat.actions.messages.importing import open_room
from chat.management import arguments
from chat.management.logs.lines import Line
from chat.management.replaying.cast import Cast
from chat.management.replaying.performance import Performance, ServerUnavailable
from chat.management.replaying.script import Step, present_at_start, script
from chat.management.replaying.verdict import Verdict
from chat.management.terminal import progress


class Command(BaseCommand):
    """Each speaker is a signed-in person on a socket; the exit status is 1 if anything differs.

    Needs the server's database, in which it creates people, sessions and memberships.
    """

    help = "Replay a log against a running server, and judge whether everything arrived."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the log, the room, the server, the pace and the number of watchers."""
        parser.add_argument("path", type=Path, metavar="PATH")
        arguments.add_room(parser)
        arguments.add_log(parser)
        parser.add_argument("--url", required=True, metavar="ws://HOST:PORT/ws/")
        parser.add_argument("--speed", required=True, type=arguments.speed, metavar="N")
        parser.add_argument("--watchers", type=int, default=3, metavar="N")

    def handle(self, *args: Any, path: Path, room: str, url: str, **options: Any) -> None:
        """Play the log and print the verdict."""
        steps = script(_lines(path, options["form"], options["first_day"]))
        if not steps:
            raise CommandError(f"{path} has no lines to replay.")
        nicks = list(dict.fromkeys(step.nick for step in steps))
        cast = Cast(open_room(room), nicks, options["watchers"])
        try:
            cast.join(present_at_start(steps))
            verdict = _perform(cast, url, options["speed"], steps)
        finally:
            cast.dismiss()
        for line in verdict.lines():
            self.stdout.write(line)
        sys.exit(0 if verdict.clean else 1)


def _lines(path: Path, form: str | None, first_day: date | None) -> list[Line]:
    return [line for line in arguments.read(path, form, first_day) if isinstance(line, Line)]


def _perform(cast: Cast, url: str, speed: float, steps: list[Step]) -> Verdict:
    try:
        with progress(len(steps), "steps") as bar:
            return asyncio.run(Performance(cast, url, speed, bar).run(steps))
    except ServerUnavailable as error:
        raise CommandError(f"{url} does not let anybody in: {error}.") from error
