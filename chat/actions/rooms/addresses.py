"""Addresses of rooms. Call these under the site lock, so that no two rooms take the same one."""

import secrets
from itertools import chain, count

from django.utils.text import slugify

from chat.log import user_events
from chat.models import Room

SLUG_MAX_CHARS = 60
RESERVED_SLUGS = frozenset({"archived", "new"})
SECRET_BYTES = 8


def public_slug(name: str) -> str:
    """Return a free address: the name in lower case of its own script, numbered when taken.

    Only addresses of public rooms count as taken. A room that became private loses its old
    address to whoever asks for it: a number would reveal that the room exists.
    """
    wanted = slugify(name, allow_unicode=True)[:SLUG_MAX_CHARS] or "room"
    numbered = (f"{wanted}-{number}" for number in count(2))
    slug = next(slug for slug in chain([wanted], numbered) if _is_free(slug))
    _vacate(slug)
    return slug


def secret_slug() -> str:
    """Return a random address of 64 bits, which reveals nothing."""
    return secrets.token_hex(SECRET_BYTES)


def _is_free(slug: str) -> bool:
    taken = Room.objects.filter(slug=slug, kind=Room.Kind.PUBLIC)
    return slug not in RESERVED_SLUGS and not taken.exists()


def _vacate(slug: str) -> None:
    for room in Room.objects.filter(slug=slug):
        room.slug = secret_slug()
        room.save(update_fields=["slug"])
        user_events.room_changed(room.pk)
