"""What templates say of a room depends on who reads: direct ones are named after the others."""

from django import template
from django.utils.translation import pgettext

from chat.models import Room, User

register = template.Library()


@register.filter
def others_for(room: Room, reader: User) -> list[User]:
    """Return whom the reader talks with in a direct conversation; the reader when alone in it."""
    people = room.people()
    return [person for person in people if person != reader] or people


@register.filter
def title_for(room: Room, reader: User) -> str:
    """Return the room's name, or the names of those whom the reader talks with."""
    if not room.is_direct:
        return room.name
    names = [person.shown_name for person in others_for(room, reader)]
    return pgettext("between two names", ", ").join(names)


@register.filter
def named_of(rooms: list[Room]) -> list[Room]:
    """Return the rooms that have a name, in the order in which they come."""
    return [room for room in rooms if not room.is_direct]


@register.filter
def direct_for(rooms: list[Room], reader: User) -> list[Room]:
    """Return the direct conversations, in the order of their titles."""
    direct = [room for room in rooms if room.is_direct]
    return sorted(direct, key=lambda room: title_for(room, reader).lower())
