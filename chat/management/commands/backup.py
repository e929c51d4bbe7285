"""`manage.py backup`: the database and the files of people as one file, while servers run."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from chat import last_backup
from chat.management import archives


class Command(BaseCommand):
    """Prints the name of the file that it made."""

    help = "Back up the database and the files of people into one file in a folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder, and how many backups may stay in it."""
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--keep", type=int, metavar="N", help="remove all backups there but the newest N"
        )

    def handle(self, *args: Any, folder: Path, keep: int | None, **options: Any) -> None:
        """Make the backup, then forget old ones."""
        if keep is not None and keep < 1:
            raise CommandError("--keep takes a number from 1 on.")
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            made = archives.write(folder, Path(settings.MEDIA_ROOT))
        except OSError as error:
            raise CommandError(f"The backup could not be written: {error}") from error
        last_backup.note(made)
        self.stdout.write(str(made))
        for old in archives.forget_old(folder, keep) if keep else ():
            self.stderr.write(f"Removed {old}")
