"""How templates write moments: in the reader's zone, with the whole of it in a tooltip."""

from datetime import datetime

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import pgettext

register = template.Library()


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
