"""`manage.py maintenance`: for a time people read on, and nothing is written."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from chat.actions import maintenance
from chat.management.terminal import WritingCommand


class Command(WritingCommand):
    """Works beside servers, which follow within a second."""

    help = "Close this place to writing, with a sentence for people, and open it again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to do; without that, it is told how things stand."""
        doing = parser.add_subparsers(dest="switch")
        on = doing.add_parser("on", help="close it")
        on.add_argument("sentence", help="what people read, such as how long it takes")
        doing.add_parser("off", help="open it again")

    def handle(self, *args: Any, switch: str | None, sentence: str = "", **options: Any) -> None:
        """Do it, and say how it stands. Raises CommandError for what is no sentence."""
        if switch == "on" and not sentence.strip():
            raise CommandError("Say what people are to read.")
        if switch:
            self._switch(sentence)
        self.stdout.write(_state())

    def _switch(self, sentence: str) -> None:
        maintenance.switch(sentence)
        maintenance.settle()


def _state() -> str:
    sentence = maintenance.notice.read()
    if not sentence:
        return "People read and write."
    return f"Nobody writes any more. People read: {sentence}"
