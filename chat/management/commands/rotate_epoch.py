"""`manage.py rotate_epoch`: the last step of putting a backup back."""

from typing import Any

from django.core.management.base import BaseCommand

from chat.actions.maintenance import writes_allowed
from chat.actions.restoring import rotate_epoch


class Command(BaseCommand):
    """Names the database anew, so that no client takes its own past for this place's."""

    help = "Give a restored database a new name: every client drops what it holds. Servers stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say so."""
        with writes_allowed():
            epoch = rotate_epoch()
        self.stdout.write(f"The epoch is {epoch} now. Start the servers.")
