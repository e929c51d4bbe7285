"""Which language a page is in: the person's choice, else what the browser asks, else the site's."""

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from chat.models import SiteSettings


def language_for(request: HttpRequest, chosen: str) -> str:
    """Return the code of the language for this request; `chosen` is the person's, or empty."""
    if chosen in dict(settings.LANGUAGES):
        return chosen
    asked = next(_asked(request), None)
    return asked or SiteSettings.current().language or settings.LANGUAGE_CODE


def _asked(request: HttpRequest) -> Iterator[str]:
    """What the cookie of the language switch and then the browser name, of what is there."""
    header = request.META.get("HTTP_ACCEPT_LANGUAGE", "")
    accepted = [code for code, _weight in parse_accept_lang_header(header) if code != "*"]
    for code in [request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""), *accepted]:
        try:
            yield get_supported_language_variant(code)
        except LookupError:
            continue
