"""Blocking: what somebody hides from themselves. The blocked person learns nothing of it."""

from chat.actions.refusal import Refused
from chat.models import Block, User

BLOCKS_MAX = 500


def block(user: User, person: User) -> None:
    """Hide this person's messages from this user. Raises Refused: `yourself`, `too_many_people`."""
    if user.pk == person.pk:
        raise Refused("yourself")
    if Block.objects.filter(user=user).count() >= BLOCKS_MAX:
        raise Refused("too_many_people")
    Block.objects.get_or_create(user=user, blocked=person)


def unblock(user: User, person: User) -> None:
    """Show this person's messages again."""
    Block.objects.filter(user=user, blocked=person).delete()
