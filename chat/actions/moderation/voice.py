"""What a mute takes away: everything that puts text in front of others.

A muted person may still read, join and leave, block, report, delete what is theirs, and manage
their account. Posting asks the rule book, which says the same. Moderators of the place lose their
rights by a mute everywhere, not by one in a room: otherwise a room's moderators could shut them
out.
"""

from django.utils import timezone

from chat.actions.refusal import Refused
from chat.models import Membership, User


def check_unmuted(user: User, membership: Membership | None = None) -> None:
    """Raise Refused (`muted`) while this person is muted everywhere, or in this membership."""
    now = timezone.now()
    everywhere = User.objects.filter(pk=user.pk).values_list("muted_until", flat=True).first()
    mutes = (everywhere, membership.muted_until if membership else None)
    until = max((one for one in mutes if one and one > now), default=None)
    if until:
        raise Refused("muted", retry_after=(until - now).total_seconds())
