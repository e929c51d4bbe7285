"""For every page: rules for the browser, the person's language and time, and how long it took."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation
from django.utils.decorators import sync_and_async_middleware
from django.utils.translation import get_language

from chat import metrics
from chat.web.account import sessions
from chat.web.shell import locales
from chat.web.shell.locales import language_for

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
    """Answer in the person's language and time zone, and record their visit."""

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
    """Everything that queries the database; returns the language to answer in."""
    sessions.record_visit(request)
    return language_for(request, getattr(request.user, "language", ""))


@contextmanager
def _reading_in(language: str, request: HttpRequest) -> Iterator[None]:
    zone = locales.zone_for(request, getattr(request.user, "time_zone", ""))
    with translation.override(language), timezone.override(zone):
        yield


def _in_language(response: HttpResponseBase) -> HttpResponseBase:
    """Set the header before LocaleMiddleware, which knows only what the browser asked for."""
    response.headers.setdefault("Content-Language", get_language() or settings.LANGUAGE_CODE)
    return response


METHODS = ("GET", "HEAD", "POST")


@sync_and_async_middleware
def measured(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Measure by view, method and status; by address there would be a series for each room."""

    def measure(request: HttpRequest, response: HttpResponseBase, started: float) -> None:
        match = request.resolver_match
        view = match.view_name if match else "none"
        method = request.method if request.method in METHODS else "other"
        figure = metrics.pages.labels(view, method, response.status_code)
        figure.observe(time.monotonic() - started)

    async def answer_async(request: HttpRequest) -> HttpResponseBase:
        started = time.monotonic()
        response: HttpResponseBase = await get_response(request)
        measure(request, response, started)
        return response

    def answer(request: HttpRequest) -> HttpResponseBase:
        started = time.monotonic()
        response: HttpResponseBase = get_response(request)
        measure(request, response, started)
        return response

    return answer_async if iscoroutinefunction(get_response) else answer
