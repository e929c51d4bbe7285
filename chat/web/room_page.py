"""What the page of a room is made of."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from chat import journal
from chat.models import Membership, Message, Room, User
from chat.models.room import RoomQuerySet
from chat.web.requests import SignedInRequest
from chat.web.room_forms import PAGE_MAX

SOCKET_PATH = "/ws/"


def rooms_for(user: User) -> RoomQuerySet:
    """Return the rooms that the person may read, with `member_count` and `is_member`."""
    mine = Membership.objects.filter(room=OuterRef("pk"), user=user)
    return Room.objects.visible_to(user).with_member_count().annotate(is_member=Exists(mine))


def room_for(user: User, slug: str) -> Room:
    """Return one of `rooms_for`. Raises Http404 when there is none for this person."""
    return get_object_or_404(rooms_for(user), slug=slug)


def room_context(request: SignedInRequest, room: Room, page: journal.Page) -> dict[str, Any]:
    """Return what templates/chat/room.html shows, for a room that `room_for` has found."""
    facts = _facts(request.user, room, page)
    return {
        "room": room,
        "is_member": facts["is_member"],
        "member_count": room.member_count,
        "history": page.messages,
        "older": page.older,
        "newer": page.newer,
        "head": page.head,
        # Rendered once inside <template>: live messages are cloned from it.
        "blank": Message(room=room, author=User(), seq=0, changed_seq=0),
        "post_nonce": uuid4(),
        "facts": facts,
    }


def _facts(user: User, room: Room, page: journal.Page) -> dict[str, Any]:
    """Return what the page's scripts start from."""
    return {
        "user": {"id": user.pk, "username": user.username, "name": user.shown_name},
        "language": get_language(),
        "time_zone": timezone.get_current_timezone_name(),
        "epoch": journal.epoch(),
        "room": {"id": room.pk, "slug": room.slug, "name": room.name},
        "is_member": room.is_member,  # type: ignore[attr-defined]
        "head": page.head,
        "history_url": reverse("room_history", args=[room.slug]),
        "socket_path": SOCKET_PATH,
        "limits": {"body_chars": settings.BODY_MAX_CHARS, "history_page": PAGE_MAX},
    }
