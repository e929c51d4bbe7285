"""What every page carries: the rules for the browser, and the person's language and time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation
from django.utils.decorators import sync_and_async_middleware
from django.utils.translation import get_language

from chat.web import time_zones

Answer = Callable[[HttpRequest], Any]

PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


@sync_and_async_middleware
def content_security_policy(get_response: Answer) -> Answer:
    """Say what a page may load and do, as `settings.CONTENT_SECURITY_POLICY` has it."""
    policy = "; ".join(
        f"{name} {sources}" for name, sources in settings.CONTENT_SECURITY_POLICY.items()
    )

    def guarded(response: HttpResponseBase) -> HttpResponseBase:
        response.headers["Content-Security-Policy"] = policy
        response.headers["Permissions-Policy"] = PERMISSIONS_POLICY
        return response

    async def answer_async(request: HttpRequest) -> HttpResponseBase:
        return guarded(await get_response(request))

    def answer(request: HttpRequest) -> HttpResponseBase:
        return guarded(get_response(request))

    return answer_async if iscoroutinefunction(get_response) else answer


@sync_and_async_middleware
def personal_language_and_time_zone(get_response: Answer) -> Answer:
    """Answer in the language and time that the person has chosen, if any."""

    async def answer_async(request: HttpRequest) -> HttpResponseBase:
        # Kept, so that views and templates do not fetch the same person again.
        request.user = await request.auser()
        with _as_chosen_by(request.user):
            return _in_language(await get_response(request))

    def answer(request: HttpRequest) -> HttpResponseBase:
        with _as_chosen_by(request.user):
            return _in_language(get_response(request))

    return answer_async if iscoroutinefunction(get_response) else answer


@contextmanager
def _as_chosen_by(user: Any) -> Iterator[None]:
    language = getattr(user, "language", "")
    known = language in dict(settings.LANGUAGES)
    zone = time_zones.named(getattr(user, "time_zone", ""))
    with translation.override(language if known else get_language()), timezone.override(zone):
        yield


def _in_language(response: HttpResponseBase) -> HttpResponseBase:
    """Name the language before LocaleMiddleware does, who knows only what the browser asked for."""
    response.headers.setdefault("Content-Language", get_language() or settings.LANGUAGE_CODE)
    return response
