"""What a browser must not keep of somebody's conversations, while signed in and after."""

from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

SIGNED_OUT_TAG = "left"
"""The tag of the message shown after signing out; see js/account/left.js."""


@sync_and_async_middleware
def no_store(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Let no cache store responses to signed-in people: pages, JSON or files.

    On a shared computer, going back after signing out then shows nothing.
    """

    async def answer_async(request: HttpRequest) -> HttpResponseBase:
        was_signed_in = request.user.is_authenticated
        return _without_caching(request, await get_response(request), was_signed_in)

    def answer(request: HttpRequest) -> HttpResponseBase:
        was_signed_in = request.user.is_authenticated
        return _without_caching(request, get_response(request), was_signed_in)

    return answer_async if iscoroutinefunction(get_response) else answer


def _without_caching(
    request: HttpRequest, response: HttpResponseBase, was: bool
) -> HttpResponseBase:
    if was or request.user.is_authenticated:
        response.headers["Cache-Control"] = "no-store"
    return response


def with_data_cleared(response: HttpResponse) -> HttpResponse:
    """Make the browser delete drafts, unsent messages and its cache.

    Browsers heed this over HTTPS only; js/account/left.js does the same in any case.
    """
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
