"""Blocking: whose messages somebody hides, and who can no longer add them to rooms.

The blocked person does not learn of it. The blocker's pages do: hidden messages no longer count
as unread.
"""

from collections.abc import Collection

from django.db import transaction

from chat.actions.refusal import Refused
from chat.log import user_events
from chat.models import Block, User

BLOCKS_MAX = 500


@transaction.atomic
def block(user: User, person: User) -> None:
    """Hide this person's messages from this user. Raises Refused: `yourself`, `too_many_people`."""
    if user.pk == person.pk:
        raise Refused("yourself")
    if Block.objects.filter(user=user).count() >= BLOCKS_MAX:
        raise Refused("too_many_people")
    if Block.objects.get_or_create(user=user, blocked=person)[1]:
        user_events.access_changed([user.pk])


@transaction.atomic
def unblock(user: User, person: User) -> None:
    """Show this person's messages again."""
    if Block.objects.filter(user=user, blocked=person).delete()[0]:
        user_events.access_changed([user.pk])


def check_reachable(user: User, people: Collection[User]) -> None:
    """Raise Refused (`unreachable`) when one of these people has blocked this user.

    Adding somebody who was removed gives the same error, so that it reveals no block.
    """
    if Block.objects.filter(user__in=people, blocked=user).exists():
        raise Refused("unreachable")
