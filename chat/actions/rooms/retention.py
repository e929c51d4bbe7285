"""How long a room keeps what was said; what is older is purged by a command."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from chat.actions.moderation.audit import Note, record
from chat.actions.moderation.takedowns import purge_rows
from chat.actions.rooms.locked_room import held_by_desk
from chat.log import journal
from chat.models import Case, Message, Room, User
from chat.models.messages.message import SAID

BATCH = 200


def set_retention(administrator: User, room: Room, days: int | None) -> None:
    """Choose after how many days the room's messages are purged; None: never."""
    with held_by_desk(administrator, room) as place:
        before = place.room.retention_days
        if before == days:
            return
        place.room.retention_days = days
        place.room.save(update_fields=["retention_days"])
        note = Note(room=place.room, before={"days": before}, after={"days": days})
        record(administrator, "retention", note)


def purge_old() -> Iterator[tuple[Room, int]]:
    """Purge what is older than its room keeps it; give each room with how many messages that were.

    What an open case is about waits until that is decided. In small transactions, so that nobody
    who writes waits for long.
    """
    for room in Room.objects.exclude(retention_days=None).order_by("pk"):
        count = 0
        while purged := _purge_some(room):
            count += purged
        yield room, count


def _purge_some(room: Room) -> int:
    since = timezone.now() - timedelta(days=room.retention_days or 0)
    with journal.locked([room.pk]) as heads:
        said = Message.objects.filter(room=room, kind__in=SAID, created_at__lt=since)
        decided = said.filter(purged_at=None).exclude(case__in=Case.objects.open())
        old = list(decided.select_related("author", "room").order_by("seq")[:BATCH])
        if old:
            purge_rows(heads, old)
            record(None, "purge_old", Note(room=room, after={"messages": len(old)}))
    return len(old)
