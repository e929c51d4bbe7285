"""`manage.py reset_password`: a new password for somebody who cannot get one by mail."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from chat.actions.people.accounts import set_password
from chat.management.terminal import WritingCommand, ask_password
from chat.models import User


class Command(WritingCommand):
    """Asks for the password, or takes it from standard input."""

    help = "Give somebody a new password, asked for or standard input's first line; sign them out."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whose it is to be."""
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        """Store it. Raises CommandError when there is nobody, or it is no good password."""
        try:
            person = User.objects.get_by_natural_key(username)
        except User.DoesNotExist as error:
            raise CommandError(f"There is nobody called {username}.") from error
        if not person.is_active:
            raise CommandError(f"The account of @{person.username} is closed. Open it first.")
        set_password(person, ask_password(person))
        self.stdout.write(f"@{person.username} has a new password and was signed out everywhere.")
