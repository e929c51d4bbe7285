"""Measures how long each page takes to be answered."""

import time
from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

from chat import metrics

METHODS = ("GET", "HEAD", "POST")


@sync_and_async_middleware
def measured(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Measure by view, method and status: an address would be a figure of its own for each room."""

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
