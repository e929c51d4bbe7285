"""`manage.py test_mail`: whether mail arrives, tried."""

from argparse import ArgumentParser
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.core.management.base import BaseCommand, CommandError

SUBJECT = "Hiroba can send mail"
BODY = "This mail was sent by `manage.py test_mail`. There is nothing to do."


class Command(BaseCommand):
    """Sends one mail by EMAIL_URL, from DEFAULT_FROM_EMAIL."""

    help = "Send a mail to an address, to see that it arrives."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where to send it."""
        parser.add_argument("address")

    def handle(self, *args: Any, address: str, **options: Any) -> None:
        """Send it. Raises CommandError with what the mail server says."""
        try:
            send_mail(SUBJECT, BODY, settings.DEFAULT_FROM_EMAIL, [address])
        except (OSError, SMTPException, ValueError) as error:
            server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
            raise CommandError(f"{server} does not take it: {error}") from error
        self.stdout.write(
            f"Handed over, from {settings.DEFAULT_FROM_EMAIL} to {address}. "
            "Whether it arrives, the mailbox tells: look among the junk, too."
        )
