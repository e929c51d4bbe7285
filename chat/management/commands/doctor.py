"""`manage.py doctor`: looks at settings and all that Hiroba stands on, with remedies."""

from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from chat.management.doctor import database, machine, outside
from chat.management.doctor import settings as own_settings
from chat.management.doctor.findings import Finding, Level


class Command(BaseCommand):
    """Exit status 1 when something is wrong."""

    help = (
        "Look at settings, database, Redis, mail, machine, backups and proxy, and say how to mend "
        "what is wrong."
    )
    requires_system_checks = []  # it runs them itself, and goes on

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where people reach this place."""
        parser.add_argument("--url", help="where people reach this place; '' leaves that out")

    def handle(self, *args: Any, url: str | None, **options: Any) -> None:
        """Print every finding. Raises CommandError when something is wrong."""
        count = 0
        for finding in self._findings(_usual_url() if url is None else url):
            self.stdout.write(str(finding))
            count += finding.level is Level.WRONG
        if count:
            raise CommandError(f"{count} to mend.")

    def _findings(self, url: str) -> Iterator[Finding]:
        return chain(
            own_settings.examine(),
            database.examine(),
            database.examine_redis(),
            database.examine_people(),
            own_settings.examine_mail(),
            machine.examine(),
            machine.examine_backups(),
            outside.examine(url.rstrip("/")) if url else (),
        )


def _usual_url() -> str:
    if settings.DEBUG or not settings.ALLOWED_HOSTS:
        return ""
    scheme = "https" if settings.BEHIND_TLS else "http"
    return f"{scheme}://{settings.ALLOWED_HOSTS[0].removeprefix('.')}"
