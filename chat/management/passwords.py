"""A new password for somebody, from whoever runs a command: never an argument, which others see."""

import sys
from getpass import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from chat.models import User


def ask(person: User) -> str:
    """Return what was typed twice, or the first line of standard input when nobody types.

    Raises CommandError when it is no password that this person could choose.
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
