"""The language and time zone of a page: the person's choice, or else what the browser asks for."""

from collections.abc import Iterator
from datetime import tzinfo
from functools import cache
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_supported_language_variant
from django.utils.translation import gettext_lazy as _
from django.utils.translation.trans_real import parse_accept_lang_header

from chat.models import SiteSettings


def language_for(request: HttpRequest, chosen: str) -> str:
    """Return the code of the language for this request; `chosen` is the person's, or empty."""
    if chosen in dict(settings.LANGUAGES):
        return chosen
    asked = next(_asked(request), None)
    return asked or SiteSettings.current().language or settings.LANGUAGE_CODE


def _asked(request: HttpRequest) -> Iterator[str]:
    """The available languages among those of the language cookie and the browser, in this order."""
    header = request.META.get("HTTP_ACCEPT_LANGUAGE", "")
    accepted = [code for code, _weight in parse_accept_lang_header(header) if code != "*"]
    for code in [request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""), *accepted]:
        try:
            yield get_supported_language_variant(code)
        except LookupError:
            continue


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
"""In it the browser tells its zone: static/js/lib/zone.js."""

Choice = tuple[str, Any]  # the value, and its label or the choices of its group


@cache
def known_zones() -> frozenset[str]:
    """Return the names that may be chosen: places, and UTC; no aliases such as `Japan`."""
    places = {name for name in available_timezones() if name.partition("/")[0] in REGIONS}
    return frozenset(places | {"UTC"})


@cache
def zone_choices() -> list[Choice]:
    """Return what a select shows: the browser's zone, UTC, then the places by region."""
    places = sorted(known_zones() - {"UTC"})
    regions = groupby(places, key=lambda name: name.partition("/")[0])
    grouped = [(region, [(name, _city(name)) for name in names]) for region, names in regions]
    return [("", _("The same as this browser")), ("UTC", "UTC"), *grouped]


@cache
def all_zone_names() -> frozenset[str]:
    """Return every name that a browser may call its zone, aliases as well."""
    return frozenset(available_timezones())


def zone_for(request: HttpRequest, chosen: str) -> tzinfo:
    """Return the zone that the person has chosen, else the browser's, else the server's own."""
    if chosen in known_zones():
        return ZoneInfo(chosen)
    sent = request.COOKIES.get(COOKIE, "")
    return ZoneInfo(sent) if sent in all_zone_names() else timezone.get_default_timezone()


def valid_zone_name(name: str) -> str:
    """Return the name if it is one of `known_zones`, else an empty text."""
    return name if name in known_zones() else ""


def zone_or_current(name: str) -> tzinfo:
    """Return the zone of this name; the current one when it is empty or unknown."""
    return ZoneInfo(name) if name in known_zones() else timezone.get_current_timezone()


def _city(name: str) -> str:
    return name.partition("/")[2].replace("_", " ").replace("/", " / ")
