"""`manage.py rename_person`: another username for somebody."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from chat.actions.moderation.administration import rename_person
from chat.management.terminal import WritingCommand
from chat.models import User


class Command(WritingCommand):
    """Names somebody anew, also where `migrate` stopped because two people had one name."""

    help = "Give the person with this id another username."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take who, by id because names are what is in doubt, and the new name."""
        parser.add_argument("id", type=int, metavar="ID")
        parser.add_argument("username", metavar="NEW_USERNAME")

    def handle(self, *args: Any, id: int, username: str, **options: Any) -> None:
        """Do it, and say so."""
        person = User.objects.filter(pk=id, deleted_at=None).first()
        if person is None:
            raise CommandError(f"There is nobody with the id {id}.")
        before = person.username
        try:
            rename_person(person, username)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"@{before} is @{person.username} now.")
