"""What all pages of the moderation desk share: who gets in, and the frame around them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chat.actions.authority import moderates_place
from chat.models import Case, HeldMessage, User

WORDS_MAX_CHARS = 80

View = Callable[..., HttpResponse]


def for_moderators(view: View) -> View:
    """Let a view answer moderators of the place only."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not isinstance(request.user, User) or not moderates_place(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return answer


def shown(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    """Return a page of the desk, with what waits counted in its tabs."""
    counts = {"open_count": Case.objects.open().count(), "held_count": waiting().count()}
    site = admin.site.each_context(request)
    return render(request, f"admin/desk/{template}", site | counts | {"title": title} | context)


def waiting() -> QuerySet[HeldMessage]:
    """Return the held messages that can be decided: nothing is posted for a closed account."""
    held = HeldMessage.objects.filter(decision=HeldMessage.Decision.WAITING)
    return held.filter(author__is_active=True)


def words_of(request: HttpRequest) -> str:
    """Return what is searched for; neither database takes a NUL."""
    return request.GET.get("q", "").replace("\0", "").strip()[:WORDS_MAX_CHARS]
