"""Inviting people into a room by a link."""

from datetime import datetime

from django.db.models import Exists, F

from chat.actions.refusal import Refused
from chat.actions.rooms.locked_room import Place, held
from chat.actions.rooms.membership_rows import end_links, members_among, seat
from chat.actions.rooms.removals import check_not_removed
from chat.log import journal
from chat.models import Invitation, Membership, Message, Room, User


def invite(
    member: User, room: Room, expires_at: datetime | None, uses_max: int | None = None
) -> Invitation:
    """Make a link that lets people sign up and join the room.

    It works until `expires_at` (None: for ever) or for `uses_max` people (None: any number).
    Raises Refused: `not_found`, `direct`, `not_member`, `archived`, `forbidden`, `muted`.
    """
    with held(member, room) as place:
        place.require_open(Membership.may_invite)
        return Invitation.objects.create(
            room=place.room, created_by=member, expires_at=expires_at, uses_max=uses_max
        )


def revoke(user: User, invitation: Invitation) -> None:
    """End a link that this person made, or that leads into a room where they keep order.

    Raises Refused (`not_found`) when they may not.
    """
    with held(user, invitation.room) as place:
        keeps_order = place.membership is not None and place.membership.may_moderate()
        if invitation.created_by_id != user.pk and not keeps_order:
            raise Refused("not_found")
        end_links(Invitation.objects.filter(pk=invitation.pk))


def accept(user: User, invitation: Invitation) -> None:
    """Join the invitation's room and count the use; nothing changes for somebody who is a member.

    Raises Refused: `removed` (somebody has to let them in again), `invitation_ended` when the link
    has expired, was revoked or used up meanwhile, or an account of the two was closed.
    """
    with journal.locked([invitation.room_id]) as heads:
        if members_among(invitation.room_id, [user.pk]):
            return
        check_not_removed(invitation.room_id, user)
        alive = Exists(User.objects.filter(pk=user.pk, is_active=True))
        usable = Invitation.objects.usable().filter(alive, created_by__is_active=True)
        if not usable.filter(pk=invitation.pk).update(used=F("used") + 1):
            raise Refused("invitation_ended")
        place = Place(heads, Room.objects.get(pk=invitation.room_id), user, None)
        seat(heads, place.room, [user.pk], [place.draft(Message.Kind.JOINED)])
