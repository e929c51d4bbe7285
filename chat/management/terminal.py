"""What commands share at the terminal: one-line refusals, progress bars, password prompts."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm  # type: ignore[import-untyped]

from chat.actions.refusal import Refused
from chat.models import User

WORDS = {
    "already_set_up": "This place is set up already: somebody can sign in.",
    "username_taken": "This username is taken.",
    "maintenance": "Nothing is changed during maintenance. manage.py maintenance off ends it.",
    "empty": "This shows nothing. Write something else.",
    "too_long": "This is too long.",
    "bad_text": "This contains characters that cannot be stored.",
}


class WritingCommand(BaseCommand):
    """A command that writes to the database, and so may be refused."""

    def execute(self, *args: Any, **options: Any) -> Any:
        """Run the command. Raises CommandError with the text of a refusal."""
        try:
            return super().execute(*args, **options)
        except Refused as refusal:
            text = WORDS.get(refusal.code, f"This was refused: {refusal.code}.")
            raise CommandError(text) from refusal


@contextmanager
def progress(total: int, unit: str) -> Iterator[Any]:
    """Yield a progress bar of `total` units, on standard error; advance it with `update(n)`."""
    with tqdm(total=total, unit=f" {unit}", file=sys.stderr) as bar:
        yield bar


def ask_password(person: User) -> str:
    """Return a new password for this person, typed twice or read from standard input.

    Never a command-line argument, which other users could see. Raises CommandError when the
    person could not choose this password.
    """
    given = _typed() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    try:
        validate_password(given, person)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    return given


def _typed() -> str:
    first = getpass("New password: ")
    if getpass("The same again: ") != first:
        raise CommandError("These are two different passwords. Nothing was changed.")
    return first
