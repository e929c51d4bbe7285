"""Finding people by words, on the pages where one chooses some of them."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet

from chat.models import Room, User
from chat.models.people.user import named
from chat.web.rooms.room_forms import SearchForm
from chat.web.shell.requests import SignedInRequest

PEOPLE_PER_PAGE = 50


def others_than(user: User) -> QuerySet[User]:
    """Return everybody who can be written to, without this person."""
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
