"""What a room's page shows to one person."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from chat import acts
from chat.access import visibility
from chat.access.rights import NAMES, Rights, rights_of, rights_of_guest
from chat.access.rules import muted_until
from chat.log import journal, user_events
from chat.log.user_events import Reading
from chat.models import Membership, Message, Room, RuleBook, Sanction, User
from chat.web.moderation.muted import liftable
from chat.web.rooms.room_forms import PAGE_MAX, PLACES
from chat.web.shell import locales
from chat.web.shell.requests import SignedInRequest

SOCKET_PATH = "/ws/"
ANY_SEQ = 0


@dataclass(frozen=True)
class Visit:
    """One person in one room that they may read; `membership` is None for a guest."""

    user: User
    room: Room
    membership: Membership | None
    floor: int

    def page(self, **wanted: int) -> journal.Page:
        """Return a page of what the person may see; `wanted` as `journal.page` takes it."""
        return journal.page(self.room.pk, floor=self.floor, **wanted)

    @cached_property
    def rights(self) -> Rights:
        """What the person may do here."""
        if self.membership is None:
            return rights_of_guest(self.room, is_removed=self.is_removed())
        return rights_of(self.membership, timezone.now())

    def may(self) -> dict[str, bool]:
        """Return the rights by their names, as templates ask for them."""
        return {name: name in self.rights.may for name in NAMES}

    def is_removed(self) -> bool:
        """Whether the person was removed from the room."""
        return self.membership is None and self.room.removals.filter(user=self.user).exists()

    def require(self, right: str) -> None:
        """Raise PermissionDenied unless the person has this one of the rights of `may`."""
        if right not in self.rights.may:
            raise PermissionDenied


def visible_room(user: User, slug: str) -> Room:
    """Return the room at this address. Raises Http404 when the person may not read it."""
    return get_object_or_404(Room.objects.visible_to(user).select_related("head"), slug=slug)


def visit(user: User, slug: str) -> Visit:
    """Return the person's visit to the room. Raises Http404 when they may not read it."""
    room = visible_room(user, slug)
    if room.is_direct:
        prefetch_related_objects([room], "memberships__user")
    membership = user.memberships.with_voice().filter(room=room).first()
    if membership is not None:
        membership.room = room
    return Visit(user, room, membership, visibility.entrance(user, room).floor)


def room_context(request: SignedInRequest, seen: Visit, page: journal.Page) -> dict[str, Any]:
    """Return what templates/chat/room.html shows."""
    moderation = _moderation(seen)
    return {
        "room": seen.room,
        "membership": seen.membership,
        "is_member": seen.membership is not None,
        "may": seen.may(),
        "silence": seen.rights.silence,
        "member_count": seen.room.memberships.count(),
        "history": _quoted(page),
        **moderation,
        "facts": _facts(seen, page, moderation) | {"is_place_asked": _is_place_asked(request)},
        "older": page.older,
        "newer": page.newer,
        "head": page.head,
        # Rendered once inside <template>: live messages are cloned from it.
        "blank_room": Room(kind=""),
        "blank": Message(room=seen.room, author=User(), seq=0, changed_seq=0),
        "post_nonce": uuid4(),
    }


def _is_place_asked(request: SignedInRequest) -> bool:
    """Whether the address names a position; otherwise scripts open where the person left off."""
    return any(place in request.GET for place in PLACES)


def _quoted(page: journal.Page) -> list[Message]:
    """A reply shows its original only to readers who may see it."""
    for message in page.messages:
        message.shown_quote = message.quote(page.floor)  # type: ignore[attr-defined]
    return page.messages


def _mute(seen: Visit) -> Sanction | None:
    """Fetched only when there is one: most people are never muted."""
    mine, now = seen.membership, timezone.now()
    return visibility.mute_of(seen.user, seen.room) if mine and muted_until(mine, now) else None


def _warnings(user: User) -> list[Sanction]:
    warnings = Sanction.objects.holding(timezone.now()).filter(user=user)
    return list(warnings.filter(kind=Sanction.Kind.WARNING))


def _moderation(seen: Visit) -> dict[str, Any]:
    """The person's sanctions, whom they have blocked, and what they have bookmarked."""
    mute, warnings = _mute(seen), _warnings(seen.user)
    return {
        "mute": mute,
        "warnings": warnings,
        "blocked": visibility.blocked(seen.user),
        "bookmarks": visibility.bookmarked(seen.user, [seen.room.pk]).get(seen.room.pk, []),
        "contact": RuleBook.current().contact if mute or warnings else "",
    }


def _facts(seen: Visit, page: journal.Page, moderation: dict[str, Any]) -> dict[str, Any]:
    """Return what the page's scripts start from."""
    mute = moderation["mute"]
    return {
        "user": seen.user.facts(),
        "language": get_language(),
        "now": timezone.now().isoformat(timespec="milliseconds"),
        "time_zone": locales.valid_zone_name(seen.user.time_zone),
        "epoch": journal.epoch(),
        "room": seen.room.facts(),
        "is_member": seen.membership is not None,
        **seen.rights.facts(),
        "acts": acts.facts(),
        "mute": mute.facts(moderation["contact"]) if mute else None,
        "blocked": moderation["blocked"],
        "bookmarks": moderation["bookmarks"],
        "muted": liftable(seen.room, seen.user, seen.membership),
        "head": page.head,
        "messages": page.facts()["messages"],
        "around": None,
        "reading": _reading(seen, page.head),
        "people_head": user_events.people_head(),
        "socket_path": SOCKET_PATH,
        "limits": {"body_chars": settings.BODY_MAX_CHARS, "history_page": PAGE_MAX},
        **_addresses(seen.room),
    }


def _reading(seen: Visit, head: int) -> dict[str, Any]:
    """Return how far the person has read; for a guest, everything until now counts as read."""
    room = visibility.joined_room(seen.user, seen.room.pk) if seen.membership else None
    if room is None:
        nothing = {"read_seq": head, "unread": 0, "mentions": 0, "head": head}
        return nothing | {"first_unread": None}
    reading = Reading(room.pk, room.read_seq, room.unread, room.mentions, room.last_seq)
    first = visibility.first_unread(seen.user, room)
    return reading.facts() | {"first_unread": first and first.place()}


def _addresses(room: Room) -> dict[str, str]:
    return {
        "history_url": reverse("room_history", args=[room.slug]),
        "people_url": reverse("room_people", args=[room.slug]),
        "pins_url": reverse("room_pins", args=[room.slug]),
        "message_url": reverse("room_message", args=[room.slug, ANY_SEQ]),
        "mute_url": reverse("room_mute", args=[room.slug, ANY_SEQ]),
        "unmute_url": reverse("room_unmute", args=[room.slug, ANY_SEQ]),
        "people_page": reverse("people_show", args=["0"]),
    }
