"""`manage.py restore`: puts a backup in the place of what is here."""

import shutil
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from chat.actions.maintenance import notice, writes_allowed
from chat.actions.restoring import begin_anew
from chat.management import archives, dumps
from chat.models import User
from chat.server import server_lock


class Command(BaseCommand):
    """Works with every server stopped; everybody signs in again afterwards."""

    help = "Put a backup in the place of this database and of the files of people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, and leave to replace a database that people use."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="replace a database that has people in it"
        )

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        """Restore the database, then the files."""
        manifest = archives.read(file)
        if not server_lock.hold_alone():
            raise CommandError("A server stands on this database. Stop every one of them first.")
        try:
            if _has_people() and not replace:
                raise CommandError(
                    "This database has people in it. Make a backup of it if you may need it, and "
                    "say --replace to put the backup in its place."
                )
            self._restore(file)
        finally:
            server_lock.let_go()
        self.stdout.write(f"Restored what was there at {manifest.made_at}.")
        self.stdout.write("Everybody has to sign in again. Now start the servers.")
        if notice.read():
            self.stdout.write("It was in maintenance. To end it: manage.py maintenance off")

    def _restore(self, file: Path) -> None:
        with TemporaryDirectory(dir=settings.VAR_DIR, prefix=".restore-") as name:
            database, media = archives.unpack(file, Path(name))
            dumps.load(database)
            call_command("migrate", interactive=False, verbosity=0)
            with writes_allowed():  # a backup made during maintenance contains the notice
                begin_anew()
            if media.is_dir():
                self._put_in_place(media, Path(settings.MEDIA_ROOT))

    def _put_in_place(self, media: Path, place: Path) -> None:
        """What was there before stays: nothing is lost by a restore of the wrong file."""
        place.mkdir(exist_ok=True)
        if before := list(place.iterdir()):
            aside = place / f"before-{datetime.now(UTC):%Y%m%d-%H%M%S}"
            aside.mkdir()
            for entry in before:
                entry.rename(aside / entry.name)
            self.stdout.write(f"The files that were here are now in {aside}.")
        for entry in media.iterdir():
            shutil.move(entry, place / entry.name)


def _has_people() -> bool:
    try:
        return User.objects.exists()
    except DatabaseError:
        return False  # without tables: a database that was just made
