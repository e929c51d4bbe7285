"""State of visitors without a session, kept in signed cookies: a session would be a row for each.

Somebody who requests pages without cookies must never make us write, however often they do.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Literal

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]

# Not "Strict": a link in a mail comes from another site.
SAME_SITE: Literal["Lax"] = "Lax"
PATH = "/accounts/"


def in_signed_cookie(key: str, seconds: int) -> Callable[[View], View]:
    """Return a decorator for allauth's views that keep something in the session under `key`.

    For visitors without a session it is kept in a signed cookie instead, for so many seconds.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if _has_session(request):
                return view(request, *args, **kwargs)
            value = _value_from_cookie(request, key, seconds)
            if value is not None:
                request.session[key] = value
            response = view(request, *args, **kwargs)
            return _with_cookie(response, key, request.session.pop(key, None), seconds)

        return answer

    return decorate


def _has_session(request: HttpRequest) -> bool:
    request.session.keys()  # loads the session, which drops a made-up key
    return request.session.session_key is not None


def _value_from_cookie(request: HttpRequest, key: str, seconds: int) -> Any:
    try:
        return signing.loads(request.COOKIES.get(key, ""), salt=key, max_age=seconds)
    except signing.BadSignature:
        return None


def _with_cookie(response: HttpResponse, key: str, value: Any, seconds: int) -> HttpResponse:
    if value is None:
        response.delete_cookie(key, path=PATH, samesite=SAME_SITE)
        return response
    response.set_cookie(
        key,
        signing.dumps(value, salt=key),
        max_age=seconds,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite=SAME_SITE,
    )
    return response
