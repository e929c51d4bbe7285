"""How long a room keeps messages; a command purges older ones."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from chat.actions.moderation.audit import Note, record
from chat.actions.moderation.takedowns import purge_rows
from chat.actions.rooms.locked_room import locked_room_for_desk
from chat.log import journal
from chat.models import Case, Message, Room, User
from chat.models.messages.message import SAID

BATCH = 200


def set_retention(administrator: User, room: Room, days: int | None) -> None:
    """Set after how many days the room's messages are purged; None: never."""
    with locked_room_for_desk(administrator, room) as locked:
        before = locked.room.retention_days
        if before == days:
            return
        locked.room.retention_days = days
        locked.room.save(update_fields=["retention_days"])
        note = Note(room=locked.room, before={"days": before}, after={"days": days})
        record(administrator, "retention", note)


def purge_old() -> Iterator[tuple[Room, int]]:
    """Purge what is older than its room keeps; yield each room with the number of purged messages.

    Messages with an open case stay until it is closed. The transactions are small, so that
    writers do not wait long.
    """
    for room in Room.objects.exclude(retention_days=None).order_by("pk"):
        count = 0
        while purged := _purge_some(room):
            count += purged
        yield room, count


def _purge_some(room: Room) -> int:
    since = timezone.now() - timedelta(days=room.retention_days or 0)
    with journal.locked([room.pk]) as heads:
        expired = Message.objects.filter(room=room, kind__in=SAID, created_at__lt=since)
        purgeable = expired.filter(purged_at=None).exclude(case__in=Case.objects.open())
        old = list(purgeable.select_related("author", "room").order_by("seq")[:BATCH])
        if old:
            purge_rows(heads, old)
            record(None, "purge_old", Note(room=room, after={"messages": len(old)}))
    return len(old)
