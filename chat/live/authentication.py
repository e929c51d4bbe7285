"""Who opens a socket: the person of the session cookie."""

from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils.crypto import constant_time_compare

from chat.models import User


class Visitor(NamedTuple):
    """A signed-in person, and the session that they came with."""

    user: User
    session_key: str


def visitor_of(scope: dict[str, Any]) -> Visitor | None:
    """Return who opens the socket by the session cookie of the handshake, or None.

    Two queries: the session and the person. Unlike Django's `get_user` nothing is written, because
    a handshake cannot set the cookie of a renewed session; unlike Channels', SECRET_KEY_FALLBACKS
    count.
    """
    session_key = _session_key(scope) or ""
    user = _person_of(session_key)
    return Visitor(user, session_key) if user else None


def still_signed_in(user_id: int, session_key: str) -> bool:
    """Return whether this session is still one of this person."""
    user = _person_of(session_key)
    return user is not None and user.pk == user_id


def _person_of(session_key: str) -> User | None:
    session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    user = User.objects.filter(pk=session.get(SESSION_KEY), is_active=True).first()
    if user is None or session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    given = session.get(HASH_SESSION_KEY, "")
    return user if any(constant_time_compare(given, valid) for valid in hashes) else None


def _session_key(scope: dict[str, Any]) -> str | None:
    for name, value in scope["headers"]:
        if name == b"cookie":
            return _cookie(value.decode("latin-1"))
    return None


def _cookie(header: str) -> str | None:
    try:
        morsel = SimpleCookie(header).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return None
    return morsel.value if morsel else None
