"""How templates draw an icon."""

from functools import cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Return the picture of this name, from static/icons.svg: see templates/_icon.html.

    Rendered once in a process: a room's page has more than a hundred.
    """
    return render_to_string("_icon.html", {"name": name})
