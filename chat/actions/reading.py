"""How far somebody has read."""

from chat import journal
from chat.models import Membership


def mark_read(user_id: int, room_id: int, seq: int) -> None:
    """Remember that the person has read the room up to `seq`; never backwards, never past the head.

    Nothing happens for somebody who is no member.
    """
    reached = min(seq, journal.heads([room_id]).get(room_id, 0))
    Membership.objects.filter(user_id=user_id, room_id=room_id, read_seq__lt=reached).update(
        read_seq=reached
    )
