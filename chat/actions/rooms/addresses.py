"""The addresses of rooms. Called while the site is held, so that nobody takes the same one."""

import secrets
from itertools import chain, count

from django.utils.text import slugify

from chat.log import user_events
from chat.models import Room

SLUG_MAX_CHARS = 60
RESERVED_SLUGS = frozenset({"archived", "new"})
SECRET_BYTES = 8


def public_slug(name: str) -> str:
    """Return a free address: the name in small letters of its own script, numbered when taken.

    Only public rooms count as taken. A room that became private gives its old address up when
    somebody asks for it: a number would tell that the room is there.
    """
    wanted = slugify(name, allow_unicode=True)[:SLUG_MAX_CHARS] or "room"
    numbered = (f"{wanted}-{number}" for number in count(2))
    slug = next(slug for slug in chain([wanted], numbered) if _is_free(slug))
    _vacate(slug)
    return slug


def secret_slug() -> str:
    """Return an address that nobody can guess and that tells nothing (64 bits)."""
    return secrets.token_hex(SECRET_BYTES)


def _is_free(slug: str) -> bool:
    taken = Room.objects.filter(slug=slug, kind=Room.Kind.PUBLIC)
    return slug not in RESERVED_SLUGS and not taken.exists()


def _vacate(slug: str) -> None:
    for room in Room.objects.filter(slug=slug):
        room.slug = secret_slug()
        room.save(update_fields=["slug"])
        user_events.room_changed(room.pk)
