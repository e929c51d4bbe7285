"""Invitation links into a room."""

from datetime import datetime

from django.db.models import Exists, F

from chat.actions.refusal import Refused
from chat.actions.rooms.locked_room import LockedRoom, locked_room
from chat.actions.rooms.membership_rows import add_memberships, end_links, members_among
from chat.actions.rooms.removals import check_not_removed
from chat.log import journal
from chat.models import Invitation, Membership, Message, Room, User


def invite(
    member: User, room: Room, expires_at: datetime | None, uses_max: int | None = None
) -> Invitation:
    """Create a link with which people sign up and join the room.

    It works until `expires_at` (None: forever) and for `uses_max` people (None: any number).
    Raises Refused: `not_found`, `direct`, `not_member`, `archived`, `forbidden`, `muted`.
    """
    with locked_room(member, room) as locked:
        locked.require_open(Membership.may_invite)
        return Invitation.objects.create(
            room=locked.room, created_by=member, expires_at=expires_at, uses_max=uses_max
        )


def revoke(user: User, invitation: Invitation) -> None:
    """Revoke a link that this person created, or into a room that they moderate.

    Raises Refused (`not_found`) when they may not.
    """
    with locked_room(user, invitation.room) as locked:
        may_moderate = locked.membership is not None and locked.membership.may_moderate()
        if invitation.created_by_id != user.pk and not may_moderate:
            raise Refused("not_found")
        end_links(Invitation.objects.filter(pk=invitation.pk))


def accept(user: User, invitation: Invitation) -> None:
    """Join the invitation's room and count the use; members stay as they are.

    Raises Refused: `removed` (a moderator has to readmit them), `invitation_ended` (the link has
    expired, was revoked or is used up, or one of the two accounts was closed).
    """
    with journal.locked([invitation.room_id]) as heads:
        if members_among(invitation.room_id, [user.pk]):
            return
        check_not_removed(invitation.room_id, user)
        alive = Exists(User.objects.filter(pk=user.pk, is_active=True))
        usable = Invitation.objects.usable().filter(alive, created_by__is_active=True)
        if not usable.filter(pk=invitation.pk).update(used=F("used") + 1):
            raise Refused("invitation_ended")
        locked = LockedRoom(heads, Room.objects.get(pk=invitation.room_id), user, None)
        add_memberships(heads, locked.room, [user.pk], [locked.draft(Message.Kind.JOINED)])
