"""Inviting people into a room by a link."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from chat.actions.memberships import join_room
from chat.actions.refusal import Refused
from chat.models import Invitation, Membership, Room, User


def invite(member: User, room: Room) -> Invitation:
    """Make a link that lets people sign up and join the room until it expires.

    Raises Refused: `not_member`.
    """
    if not Membership.objects.filter(room=room, user=member).exists():
        raise Refused("not_member")
    return Invitation.objects.create(room=room, created_by=member)


def revoke(user: User, invitation: Invitation) -> None:
    """End a link that this person made. Raises Refused (`not_found`) when it is not theirs."""
    if invitation.created_by_id != user.pk:
        raise Refused("not_found")
    Invitation.objects.filter(pk=invitation.pk, revoked_at=None).update(revoked_at=timezone.now())


def accept(user: User, invitation: Invitation) -> None:
    """Join the invitation's room and count the use; nothing changes for somebody who is a member.

    Raises Refused (`invitation_ended`) when the link has expired or was revoked meanwhile.
    """
    with transaction.atomic():
        if Membership.objects.filter(room=invitation.room_id, user=user).exists():
            return
        usable = Invitation.objects.usable().filter(pk=invitation.pk)
        if not usable.update(used=F("used") + 1):
            raise Refused("invitation_ended")
        join_room(user, invitation.room)
