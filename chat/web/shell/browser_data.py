"""What a browser must not keep of somebody's conversations, while signed in and after."""

from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

LEFT = "left"
"""The tag of the message that greets whoever has just signed out; see js/account/left.js."""


@sync_and_async_middleware
def nothing_kept(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Let no cache keep what somebody who is signed in was answered: page, JSON or file.

    Going back after signing out shows nothing then, on a shared computer.
    """

    async def answer_async(request: HttpRequest) -> HttpResponseBase:
        was_signed_in = request.user.is_authenticated
        return _unkept(request, await get_response(request), was_signed_in)

    def answer(request: HttpRequest) -> HttpResponseBase:
        was_signed_in = request.user.is_authenticated
        return _unkept(request, get_response(request), was_signed_in)

    return answer_async if iscoroutinefunction(get_response) else answer


def _unkept(request: HttpRequest, response: HttpResponseBase, was: bool) -> HttpResponseBase:
    if was or request.user.is_authenticated:
        response.headers["Cache-Control"] = "no-store"
    return response


def forgotten(response: HttpResponse) -> HttpResponse:
    """Have the browser drop drafts, unsent messages and what it has cached.

    Browsers heed this over HTTPS only; js/account/left.js does the same in any case.
    """
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
