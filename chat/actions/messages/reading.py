"""How far somebody has read: one number for each membership."""

from chat.access import visibility
from chat.log import journal, user_events
from chat.log.user_events import Reading
from chat.models import Membership, User


def mark_read(user_id: int, room_id: int, seq: int) -> Reading | None:
    """Remember that the person has read the room up to `seq`; never backwards, never past the head.

    Returns where they stand, or None when nothing changed, as for somebody who is no member.
    """
    reached = min(seq, journal.heads([room_id]).get(room_id, 0))
    behind = Membership.objects.filter(user_id=user_id, room_id=room_id, read_seq__lt=reached)
    return _told(user_id, room_id) if behind.update(read_seq=reached) else None


def mark_unread(user_id: int, room_id: int, seq: int) -> Reading | None:
    """Let the person find this message and what follows it unread again.

    The one way back: what is before their time in the room stays read.
    """
    mine = Membership.objects.filter(user_id=user_id, room_id=room_id)
    changed = mine.filter(visible_from__lt=seq, read_seq__gte=seq).update(read_seq=seq - 1)
    return _told(user_id, room_id) if changed else None


def _told(user_id: int, room_id: int) -> Reading | None:
    room = visibility.joined_room(User(pk=user_id), room_id)
    if room is None:
        return None
    reading = Reading(room_id, room.read_seq, room.unread, room.mentions, room.last_seq)
    user_events.has_read(user_id, reading)
    return reading
