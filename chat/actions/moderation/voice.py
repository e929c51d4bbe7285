"""What a mute takes away: everything that puts words or lines before others.

What is left to whoever is muted: reading, coming and going, blocking, reporting, taking back what
is theirs, and looking after their account. Posting asks the rule book, which says the same. What
moderators do for the place is taken by a mute that holds everywhere, not by one in a room, or
whoever keeps order in the room could keep the place out.
"""

from django.utils import timezone

from chat.actions.refusal import Refused
from chat.models import Membership, User


def check_unmuted(user: User, membership: Membership | None = None) -> None:
    """Raise Refused (`muted`) while this person is muted everywhere, or in the room of theirs."""
    now = timezone.now()
    everywhere = User.objects.filter(pk=user.pk).values_list("muted_until", flat=True).first()
    mutes = (everywhere, membership.muted_until if membership else None)
    until = max((one for one in mutes if one and one > now), default=None)
    if until:
        raise Refused("muted", retry_after=(until - now).total_seconds())
