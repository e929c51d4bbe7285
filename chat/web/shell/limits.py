"""Rate limits of forms, shared by all processes; beyond them the answer is 429.

Counted in the shared cache, in windows that begin with the first request, by atomic steps (`add`,
`incr`), so that a hundred simultaneous requests count as a hundred.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core.internal.ratelimit import truncate_ip
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

View = Callable[..., Any]

FETCHED = "X-Requested-With"
"""The header of what a page's script sends, which is answered in JSON."""

MINUTE, HOUR = 60, 3_600
POSTED, ASKED = frozenset({"POST"}), frozenset({"GET", "HEAD", "POST"})


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `most` requests in `seconds`."""

    most: int
    seconds: float


POSTS = Rate(settings.MESSAGES_BURST, settings.MESSAGES_BURST / settings.MESSAGES_PER_SECOND)
ROOMS = Rate(20, HOUR)
DIRECT = Rate(60, HOUR)
ADDING = Rate(60, HOUR)
INVITATIONS = Rate(30, HOUR)
REPORTS = Rate(20, HOUR)
SET_UP = Rate(20, MINUTE)
# Each of these is a line in a room's history, or news for everybody's page.
JOINING_AND_LEAVING = (Rate(12, MINUTE), Rate(120, HOUR))
PROFILE = (Rate(10, MINUTE), Rate(60, HOUR))
ROOM_SETTINGS = (Rate(20, MINUTE), Rate(120, HOUR))
MEMBERS = (Rate(30, MINUTE), Rate(300, HOUR))
MODERATING = (Rate(60, MINUTE), Rate(1_000, HOUR))
# These concern only oneself, but are rows.
OWN_CHOICES = Rate(30, MINUTE)
EXPORTS = Rate(10, HOUR)
FOLLOWING = Rate(60, MINUTE)


def limited(action: str, *rates: Rate) -> Callable[[View], View]:
    """Return a decorator that lets a signed-in person POST at these rates.

    Views with the same `action` share them. Limits are per person, so nobody can use up another
    person's share.
    """
    return _limited(action, rates, _person, POSTED)


def reads_limited(action: str, *rates: Rate) -> Callable[[View], View]:
    """Return a decorator that lets a signed-in person ask for a page at these rates."""
    return _limited(action, rates, _person, ASKED)


def visitors_limited(action: str, *rates: Rate) -> Callable[[View], View]:
    """Return a decorator that lets an address POST at these rates."""
    return _limited(action, rates, _address, POSTED)


def visits_limited(action: str, *rates: Rate) -> Callable[[View], View]:
    """Return a decorator that lets an address ask for a page at these rates."""
    return _limited(action, rates, _address, ASKED)


def _limited(
    action: str,
    rates: tuple[Rate, ...],
    whose: Callable[[HttpRequest], str],
    counted: frozenset[str],
) -> Callable[[View], View]:
    def decorated(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            is_counted = settings.RATE_LIMITS and request.method in counted
            if is_counted and (wait := _wait(f"{action}:{whose(request)}", rates)):
                return too_much(request, wait)
            return view(request, *args, **kwargs)

        return answer

    return decorated


def too_much(request: HttpRequest, wait: float) -> HttpResponse:
    """Return the 429 response; `wait`: the seconds until the next attempt may succeed."""
    seconds = math.ceil(wait)
    if request.headers.get(FETCHED):
        text = _("This was tried too often in a short time. Wait a minute, then try again.")
        payload = {"said": text, "code": "rate_limited", "retry_after": seconds}
        response: HttpResponse = JsonResponse(payload, status=HTTPStatus.TOO_MANY_REQUESTS)
    else:
        response = render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    response.headers["Retry-After"] = str(seconds)
    return response


def _wait(what: str, rates: tuple[Rate, ...]) -> float:
    """Count one request; return 0, or the seconds until the next is allowed."""
    return max((_wait_for(what, rate) for rate in rates), default=0)


def _wait_for(what: str, rate: Rate) -> float:
    key, now, seconds = f"limit:{what}:{rate.most}/{rate.seconds:g}", time.time(), rate.seconds
    if cache.add(key, 0, timeout=math.ceil(seconds)):
        cache.set(f"{key}:since", now, timeout=math.ceil(seconds))
    if _counted(key) <= rate.most:
        return 0
    return max(1.0, cache.get(f"{key}:since", now) + seconds - now)


def _counted(key: str) -> int:
    try:
        return cache.incr(key)
    except ValueError:  # its window has just ended
        return 1


def _person(request: HttpRequest) -> str:
    return f"user:{request.user.pk}"


def _address(request: HttpRequest) -> str:
    return f"ip:{truncate_ip(get_adapter().get_client_ip(request))}"
