"""Filters and tags of templates: names in sentences, rooms as readers see them, times, icons."""

import re
from collections import Counter
from datetime import datetime
from functools import cache

from django import template
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from chat.models import Room, User
from chat.text.names.folding import lookup_key

register = template.Library()

FIRST_STRONG, POP = "\u2068", "\u2069"
# What is written from right to left, and the marks that turn directions.
TURNS = re.compile(
    "[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc"
    "\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


@register.filter
def isolated(text: str) -> str:
    """Return the text so that it turns nothing around it in a sentence (UAX #9, isolates).

    Most texts turn nothing, and are returned as they are. static/js/lib/strings.js does the same.
    """
    return f"{FIRST_STRONG}{text}{POP}" if TURNS.search(text or "") else text


@register.filter
def named_apart(person: User) -> str:
    """Return the person's name with what tells them apart, within a sentence: “Alice (@alice)”."""
    if person.is_gone or person.shown_name == person.username:
        return person.shown_name
    return f"{person.shown_name} ({person.handle})"


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
    if len(names) == 1:
        return names[0]
    return pgettext("between two names", ", ").join(map(isolated, names))


@register.filter
def handles_for(room: Room, reader: User) -> str:
    """Return the usernames of those whom the reader talks with, for titles that are shared."""
    handles = [person.handle for person in others_for(room, reader) if not person.is_gone]
    return pgettext("between two names", ", ").join(handles)


@register.filter
def named_of(rooms: list[Room]) -> list[Room]:
    """Return the rooms that have a name, in the order in which they come."""
    return [room for room in rooms if not room.is_direct]


@register.filter
def direct_for(rooms: list[Room], reader: User) -> list[Room]:
    """Return the direct conversations, in the order of their titles.

    Those that share a title have `handles`, which tell them apart.
    """
    titles = {room: title_for(room, reader) for room in rooms if room.is_direct}
    shared = Counter(map(lookup_key, titles.values()))
    for room, title in titles.items():
        room.handles = handles_for(room, reader) if shared[lookup_key(title)] > 1 else ""
    return sorted(titles, key=lambda room: titles[room].lower())


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Return the picture of this name, from static/icons.svg: see templates/_icon.html.

    Rendered once in a process: a room's page has more than a hundred.
    """
    return render_to_string("_icon.html", {"name": name})


@register.filter(expects_localtime=True)
def moment(at: datetime | None) -> str:
    """Return the moment as lists show it, short."""
    return _element(at, "SHORT_DATETIME_FORMAT")


@register.filter(expects_localtime=True)
def long_moment(at: datetime | None) -> str:
    """Return the moment as sentences tell it."""
    return _element(at, "DATETIME_FORMAT")


@register.filter(expects_localtime=True)
def full_moment(at: datetime | None) -> str:
    """Return all there is to say of the moment, as tooltips do; nothing of none."""
    return date_format(at, pgettext("date format", "l, F j, Y, H:i:s")) if at else ""


def _element(at: datetime | None, form: str) -> str:
    if not at:
        return ""
    words, whole = date_format(at, form), full_moment(at)
    return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), whole, words)
