"""A person's bookmarks as pages show them, without what they may not read any more."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from chat.access import visibility
from chat.models import Bookmark, Message, User
from chat.web.account.bookmark_forms import BookmarkForm

DUE_SHOWN_MAX = 99


@dataclass(frozen=True, slots=True)
class Kept:
    """One line of the list; `message` is None while the person may not read it."""

    bookmark: Bookmark
    message: Message | None
    is_due: bool
    form: BookmarkForm


def kept_by(user: User, bookmarks: Sequence[Bookmark]) -> list[Kept]:
    """Return the lines for these bookmarks of one person, each with its message."""
    entrances = visibility.entrances(user, {one.room_id for one in bookmarks})
    floors = {room_id: entrance.floor for room_id, entrance in entrances.items()}
    now = timezone.now()
    return [
        Kept(
            one,
            _readable(one.message, floors.get(one.room_id)),
            one.remind_at is not None and one.remind_at <= now,
            BookmarkForm.of(one),
        )
        for one in bookmarks
    ]


def _readable(message: Message, floor: int | None) -> Message | None:
    if floor is None or message.seq <= floor or message.deleted_at:
        return None
    return message


def due_of(request: HttpRequest) -> str:
    """Return how many reminders have come for whoever asks, where there is little room."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return ""
    due = Bookmark.objects.of(user).due(timezone.now())[: DUE_SHOWN_MAX + 1].count()
    return f"{DUE_SHOWN_MAX}+" if due > DUE_SHOWN_MAX else str(due or "")
