"""Pages during maintenance: which forms may still write, and the answer to all others."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template import loader
from django.urls import reverse
from django.utils.decorators import sync_and_async_middleware

from chat.actions.maintenance import writes_allowed
from chat.actions.refusal import Refused

Answer = Callable[[HttpRequest], Any]

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OPEN = (
    *("account_login", "account_logout", "account_reauthenticate", "mfa_authenticate"),
    *("mfa_login_webauthn", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
    *("admin:login", "admin:logout", "admin:chat_sitesettings_add", "site_settings"),
)
"""Signing in and out, for whoever reads on, and the two pages on which maintenance is ended."""


@sync_and_async_middleware
def open_for_its_end(get_response: Answer) -> Answer:
    """Allow forms that sign in or end maintenance to write; refuse all others with a page."""

    async def answer_async(request: HttpRequest) -> HttpResponseBase:
        with _leave_for(request):
            return await get_response(request)

    def answer(request: HttpRequest) -> HttpResponseBase:
        with _leave_for(request):
            return get_response(request)

    chosen: Any = answer_async if iscoroutinefunction(get_response) else answer
    chosen.process_exception = refused
    return chosen


def _leave_for(request: HttpRequest) -> AbstractContextManager[None]:
    is_open = request.method not in SAFE and request.path_info in _open_paths()
    return writes_allowed() if is_open else nullcontext()


@cache
def _open_paths() -> frozenset[str]:
    row = reverse("admin:chat_sitesettings_change", args=[1])
    return frozenset([row, *map(reverse, OPEN)])


def refused(_request: HttpRequest | None, error: BaseException | None) -> HttpResponse | None:
    """Return the page for a refusal because of maintenance; None for all other errors.

    It is rendered without a request, which might need the database.
    """
    if not isinstance(error, Refused) or error.code != "maintenance":
        return None
    page = loader.get_template("maintenance.html").render({"sentence": error.detail})
    headers = {"Retry-After": str(int(error.retry_after or 0))}
    answer: Any = HttpResponse(page, status=503, headers=headers)
    answer._has_been_logged = True  # else Django logs each as an error of ours
    return answer
