"""Making rooms."""

from itertools import chain, count

from django.db import transaction
from django.utils.text import slugify

from chat import journal
from chat.actions.memberships import join_people
from chat.actions.refusal import Refused
from chat.actions.text import check_encodable, has_visible_text
from chat.models import Room, User
from chat.models.room import DESCRIPTION_MAX_CHARS, ROOM_NAME_MAX_CHARS

SLUG_MAX_CHARS = 60
RESERVED_SLUGS = frozenset({"new"})


def create_room(creator: User, name: str, description: str = "") -> Room:
    """Make a public room whose first member is its creator, and return it.

    Raises Refused: `bad_text`, `empty` (the name shows nothing), `too_long`.
    """
    _check_name(name, description)
    with transaction.atomic():
        journal.hold_site()
        room = Room.objects.create(
            slug=_free_slug(name), name=name.strip(), description=description, created_by=creator
        )
        journal.open_log(room)
        join_people(room.pk, [creator.pk])
    return room


def _check_name(name: str, description: str) -> None:
    check_encodable(name + description)
    if not has_visible_text(name):
        raise Refused("empty")
    if len(name) > ROOM_NAME_MAX_CHARS or len(description) > DESCRIPTION_MAX_CHARS:
        raise Refused("too_long")


def _free_slug(name: str) -> str:
    """The name in small letters of its own script; numbered when it is taken or has no letters."""
    wanted = slugify(name, allow_unicode=True)[:SLUG_MAX_CHARS] or "room"
    numbered = (f"{wanted}-{number}" for number in count(2))
    return next(slug for slug in chain([wanted], numbered) if _is_free(slug))


def _is_free(slug: str) -> bool:
    return slug not in RESERVED_SLUGS and not Room.objects.filter(slug=slug).exists()
