"""Rows of memberships: creating and deleting them, with everything that depends on them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from chat.log import journal, user_events
from chat.models import Invitation, Membership, Message, Removal, Room, RoomHead, Sanction


def add_memberships(
    heads: Mapping[int, RoomHead],
    room: Room,
    user_ids: Collection[int],
    lines: Sequence[Message],
    role: str = Membership.Role.MEMBER,
) -> None:
    """Make these people, who are not members yet, members, and append the lines that say so.

    They see what the room's history setting allows, including these lines, and have nothing unread.
    Their removals end.
    """
    Removal.objects.filter(room=room, user_id__in=user_ids).delete()
    visible_from = _hidden_up_to(room, heads[room.pk].seq)
    journal.append(heads, lines)
    head = heads[room.pk].seq
    muted = _mutes(room, user_ids)
    Membership.objects.bulk_create(
        Membership(
            room=room,
            user_id=user_id,
            role=role,
            visible_from=visible_from,
            read_seq=head,
            muted_until=muted.get(user_id),
        )
        for user_id in user_ids
    )
    user_events.access_changed(user_ids)


def _mutes(room: Room, user_ids: Collection[int]) -> dict[int, datetime]:
    """Until when those of these people are muted here who were muted before they left."""
    mutes = Sanction.objects.holding(timezone.now()).mutes()
    here = mutes.filter(room=room, user_id__in=user_ids).order_by("until")
    return {one.user_id: one.until for one in here if one.until}


def _hidden_up_to(room: Room, head: int) -> int:
    """What was said before a room became public stays with its members."""
    if room.is_public:
        return room.open_from
    return head if room.history == Room.History.SINCE_JOINING else 0


def end_membership(membership: Membership) -> None:
    """End a membership, and revoke the person's links into the room."""
    person = membership.user_id
    end_links(Invitation.objects.filter(room_id=membership.room_id, created_by_id=person))
    membership.delete()
    user_events.access_changed([person])


def end_links(invitations: QuerySet[Invitation]) -> None:
    """Revoke these links, but for those that were revoked before."""
    invitations.filter(revoked_at=None).update(revoked_at=timezone.now())


def members_among(room_id: int, user_ids: Collection[int]) -> set[int]:
    """Return which of these people are members."""
    rows = Membership.objects.filter(room_id=room_id, user_id__in=user_ids)
    return set(rows.values_list("user_id", flat=True))
