"""Time zones: as people choose them, or as their browsers have them."""

from datetime import tzinfo
from functools import cache
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

REGIONS = frozenset(
    {
        "Africa",
        "America",
        "Antarctica",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    }
)

COOKIE = "time_zone"
"""In it the browser tells its zone: static/js/zone.js."""

Choice = tuple[str, Any]  # the value, and its label or the choices of its group


@cache
def known() -> frozenset[str]:
    """Return the names that may be chosen: places, and UTC; no aliases such as `Japan`."""
    places = {name for name in available_timezones() if name.partition("/")[0] in REGIONS}
    return frozenset(places | {"UTC"})


@cache
def choices() -> list[Choice]:
    """Return what a select shows: the browser's zone, UTC, then the places by region."""
    places = sorted(known() - {"UTC"})
    regions = groupby(places, key=lambda name: name.partition("/")[0])
    grouped = [(region, [(name, _city(name)) for name in names]) for region, names in regions]
    return [("", _("The same as this browser")), ("UTC", "UTC"), *grouped]


@cache
def all_names() -> frozenset[str]:
    """Return every name that a browser may call its zone, aliases as well."""
    return frozenset(available_timezones())


def zone_for(request: HttpRequest, chosen: str) -> tzinfo:
    """Return the zone that the person has chosen, else the browser's, else the server's own."""
    if chosen in known():
        return ZoneInfo(chosen)
    sent = request.COOKIES.get(COOKIE, "")
    return ZoneInfo(sent) if sent in all_names() else timezone.get_default_timezone()


def chosen(name: str) -> str:
    """Return the name that somebody has chosen; nothing of one that is none."""
    return name if name in known() else ""


def chosen_or_current(name: str) -> tzinfo:
    """Return the zone of this name; the one that holds just now when it is empty or unknown."""
    return ZoneInfo(name) if name in known() else timezone.get_current_timezone()


def _city(name: str) -> str:
    return name.partition("/")[2].replace("_", " ").replace("/", " / ")
