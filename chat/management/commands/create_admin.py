"""`manage.py create_admin`: one more administrator, when none can sign in any more, or at first."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from chat.actions.people.newcomers import Newcomer, make_administrator
from chat.management.terminal import WritingCommand, ask_password
from chat.models import User


class Command(WritingCommand):
    """Asks for the password, or takes it from standard input."""

    help = "Make an administrator. The password is asked for, or is standard input's first line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take who it is to be."""
        parser.add_argument("username")
        parser.add_argument("--name", default="", help="what others read")
        parser.add_argument("--email", default="")

    def handle(self, *args: Any, username: str, name: str, email: str, **options: Any) -> None:
        """Make the account. Raises CommandError when there can be none of this name."""
        person = User(username=User.normalize_username(username), name=name, email=email)
        _check(person)
        password = ask_password(person)
        made = make_administrator(Newcomer(username, password, name, email))
        self.stdout.write(f"@{made.username} is an administrator and can sign in.")


def _check(person: User) -> None:
    try:
        person.full_clean(exclude=["password"])
    except ValidationError as error:
        fields = error.message_dict.items()
        text = " ".join(f"{field}: {' '.join(messages)}" for field, messages in fields)
        raise CommandError(text) from error
