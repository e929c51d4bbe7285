"""A browser's User-Agent, in words that its owner recognises."""

import re

from django.utils.translation import gettext as _

# In this order: most browsers name others as well.
BROWSERS = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox|FxiOS", "Firefox"),
    ("Chrome|CriOS", "Chrome"),
    ("Safari", "Safari"),
]
SYSTEMS = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X|Macintosh", "macOS"),
    ("Linux", "Linux"),
]


def device_name(user_agent: str) -> str:
    """Return browser and system, as far as they are recognised."""
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("A program that does not say its name")


def _first(known: list[tuple[str, str]], user_agent: str) -> str:
    return next((name for pattern, name in known if re.search(pattern, user_agent)), "")
