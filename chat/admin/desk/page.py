"""What all pages of the moderation desk share: who gets in, and the frame around them."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chat.actions.moderation.authority import moderates_place
from chat.models import User

WORDS_MAX_CHARS = 80
ROWS_PER_PAGE = 50

View = Callable[..., HttpResponse]


def for_moderators(view: View) -> View:
    """Let a view answer moderators of the place only."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not isinstance(request.user, User) or not moderates_place(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return answer


def moderator(request: HttpRequest) -> User:
    """Return who asks: `for_moderators` has let them in."""
    return cast(User, request.user)


def shown(
    request: HttpRequest, template: str, title: str, status: int | None = None, **context: Any
) -> HttpResponse:
    """Return a page of the desk."""
    page_context = admin.site.each_context(request) | {"title": title} | context
    return render(request, f"admin/desk/{template}", page_context, status=status)


def words_of(request: HttpRequest) -> str:
    """Return what is searched for; neither database takes a NUL."""
    return request.GET.get("q", "").replace("\0", "").strip()[:WORDS_MAX_CHARS]
