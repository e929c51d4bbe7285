"""What a visitor brings back to us: in a signed cookie, where a session would make a row for each.

Whoever asks for a page without a cookie must not write anything here, however often they ask.
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


def carried(key: str, seconds: int) -> Callable[[View], View]:
    """Return a decorator for a view of allauth that keeps something in the session under `key`.

    Whoever has no session carries it in a cookie instead, for so many seconds.
    """

    def decorated(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if _has_session(request):
                return view(request, *args, **kwargs)
            brought = _brought(request, key, seconds)
            if brought is not None:
                request.session[key] = brought
            response = view(request, *args, **kwargs)
            return _sent_along(response, key, request.session.pop(key, None), seconds)

        return answer

    return decorated


def _has_session(request: HttpRequest) -> bool:
    request.session.keys()  # looked up, so that one that is made up is found out
    return request.session.session_key is not None


def _brought(request: HttpRequest, key: str, seconds: int) -> Any:
    try:
        return signing.loads(request.COOKIES.get(key, ""), salt=key, max_age=seconds)
    except signing.BadSignature:
        return None


def _sent_along(response: HttpResponse, key: str, kept: Any, seconds: int) -> HttpResponse:
    if kept is None:
        response.delete_cookie(key, path=PATH, samesite=SAME_SITE)
        return response
    response.set_cookie(
        key,
        signing.dumps(kept, salt=key),
        max_age=seconds,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite=SAME_SITE,
    )
    return response
