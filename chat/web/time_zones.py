"""Time zones as people choose them."""

from datetime import tzinfo
from functools import cache
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

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

Choice = tuple[str, Any]  # the value, and its label or the choices of its group


@cache
def known() -> frozenset[str]:
    """Return the names that may be chosen: places, and UTC; no aliases such as `Japan`."""
    places = {name for name in available_timezones() if name.partition("/")[0] in REGIONS}
    return frozenset(places | {"UTC"})


@cache
def choices() -> list[Choice]:
    """Return what a select shows: the server's own zone, UTC, then the places by region."""
    places = sorted(known() - {"UTC"})
    regions = groupby(places, key=lambda name: name.partition("/")[0])
    grouped = [(region, [(name, _city(name)) for name in names]) for region, names in regions]
    return [("", _("The same as this server")), ("UTC", "UTC"), *grouped]


def named(name: str) -> tzinfo:
    """Return the zone of this name; the server's own one when the name is empty or unknown."""
    return ZoneInfo(name) if name in known() else timezone.get_default_timezone()


def _city(name: str) -> str:
    return name.partition("/")[2].replace("_", " ").replace("/", " / ")
