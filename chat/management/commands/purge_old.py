"""`manage.py purge_old`: purges what is older than its room keeps it; for a daily timer."""

from typing import Any

from chat.actions.rooms.retention import purge_old
from chat.management.terminal import WritingCommand


class Command(WritingCommand):
    """Runs beside a server; open pages follow within a second."""

    help = "Purge messages that are older than their room's retention."

    def handle(self, *args: Any, **options: Any) -> None:
        """Purge, and tell for each room how many messages that were."""
        for room, count in purge_old():
            self.stdout.write(f"{room.slug}: {count}")
