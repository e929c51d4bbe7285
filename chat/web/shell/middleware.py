"""What every page carries: the rules for the browser, and the person's language and time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation
from django.utils.decorators import sync_and_async_middleware
from django.utils.translation import get_language

from chat.web.account import visits
from chat.web.shell import time_zones
from chat.web.shell.languages import language_for

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
    """Answer in the language and time that the person has chosen, and keep that they are here."""

    async def answer_async(request: HttpRequest) -> HttpResponseBase:
        # Kept, so that views and templates do not fetch the same person again.
        request.user = await request.auser()
        language = await sync_to_async(_arrived)(request)
        with _reading_in(language, request):
            return _in_language(await get_response(request))

    def answer(request: HttpRequest) -> HttpResponseBase:
        with _reading_in(_arrived(request), request):
            return _in_language(get_response(request))

    return answer_async if iscoroutinefunction(get_response) else answer


def _arrived(request: HttpRequest) -> str:
    """What asks the database; returns the language to answer in."""
    visits.note(request)
    return language_for(request, getattr(request.user, "language", ""))


@contextmanager
def _reading_in(language: str, request: HttpRequest) -> Iterator[None]:
    zone = time_zones.zone_for(request, getattr(request.user, "time_zone", ""))
    with translation.override(language), timezone.override(zone):
        yield


def _in_language(response: HttpResponseBase) -> HttpResponseBase:
    """Name the language before LocaleMiddleware does, who knows only what the browser asked for."""
    response.headers.setdefault("Content-Language", get_language() or settings.LANGUAGE_CODE)
    return response
