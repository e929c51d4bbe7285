"""Who is in a room, in the order of every list of members, and finding them by words."""

from typing import Any

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, NullIf

from chat.models import Membership, Room
from chat.models.people.user import named
from chat.models.rooms.membership import Role
from chat.text.names.folding import lookup_key

BY_ROLE = Case(When(role=Role.OWNER, then=0), When(role=Role.MODERATOR, then=1), default=2)
BY_NAME = Coalesce(NullIf(F("user__folded_name"), Value("")), F("user__folded_username"))


def members_of(room: Room) -> QuerySet[Membership]:
    """Return the room's memberships with their people: the owner first, then by role and name."""
    members = Membership.objects.filter(room=room).select_related("user")
    return members.order_by(BY_ROLE, BY_NAME, "user_id")


def found_by(members: QuerySet[Membership], words: str) -> QuerySet[Membership]:
    """Return those whose name or username contains the words."""
    return members.filter(named(words, "user__"))


def beginning_with(members: QuerySet[Membership], words: str) -> QuerySet[Membership]:
    """Return the same people, those first whose name or username begins with the words."""
    folded = lookup_key(words)
    begins = Q(user__folded_name__startswith=folded) | Q(user__folded_username__startswith=folded)
    return members.order_by(Case(When(begins, then=0), default=1), BY_NAME, "user_id")


def facts(membership: Membership) -> dict[str, Any]:
    """Return what scripts are told of one member."""
    return membership.user.profile() | {"role": membership.role}
