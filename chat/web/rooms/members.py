"""Members and other people: in the order of every list, and found by words."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, NullIf

from chat.models import Membership, Room, User
from chat.models.people.user import named
from chat.models.rooms.membership import Role
from chat.text.names.folding import lookup_key
from chat.web.rooms.room_forms import SearchForm
from chat.web.shell.requests import SignedInRequest

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
    """Return the same people, beginning with those whose name or username starts with the words."""
    folded = lookup_key(words)
    begins = Q(user__folded_name__startswith=folded) | Q(user__folded_username__startswith=folded)
    return members.order_by(Case(When(begins, then=0), default=1), BY_NAME, "user_id")


def facts(membership: Membership) -> dict[str, Any]:
    """Return the facts about a member that scripts get."""
    return membership.user.profile() | {"role": membership.role}


PEOPLE_PER_PAGE = 50


def others_than(user: User) -> QuerySet[User]:
    """Return everybody whom this person can write to."""
    return User.objects.filter(is_active=True).exclude(pk=user.pk).order_by("username")


def not_yet_in(room: Room) -> QuerySet[User]:
    """Return everybody who can be added to the room."""
    members = room.memberships.values("user")
    return User.objects.filter(is_active=True).exclude(pk__in=members).order_by("username")


def searched(request: SignedInRequest, people: QuerySet[User]) -> dict[str, Any]:
    """Return those of these people whom the request's words find, as _people_choice.html shows."""
    search = SearchForm(request.GET)
    words = search.words()
    page = Paginator(people.filter(named(words)), PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    return {"search": search, "words": words, "page": page}
