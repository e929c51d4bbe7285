"""The context of every template; nothing is fetched before a template uses it."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from chat.access import visibility
from chat.actions.maintenance import notice
from chat.models import Room, SiteSettings, User
from chat.web.account import sign_up
from chat.web.account.bookmarks import due_of
from chat.web.moderation.waiting import waiting_for


def site(request: HttpRequest) -> dict[str, Any]:
    """Return `site_name`, whether this visitor `may_sign_up`, and `my_rooms` with counts.

    And what is `waiting` for a moderator of the place, the sentence of a `maintenance`, and how
    many bookmarks are due, as `due_bookmarks`.
    """
    return {
        "site_name": SimpleLazyObject(lambda: SiteSettings.current().name),
        "maintenance": SimpleLazyObject(notice.fresh),
        "may_sign_up": SimpleLazyObject(lambda: sign_up.may_sign_up(request)),
        "my_rooms": SimpleLazyObject(lambda: _rooms_of(request)),
        "waiting": SimpleLazyObject(lambda: waiting_for(request)),
        "due_bookmarks": SimpleLazyObject(lambda: due_of(request)),
    }


def _rooms_of(request: HttpRequest) -> list[Room]:
    user = getattr(request, "user", None)
    return visibility.joined_rooms(user) if isinstance(user, User) else []
