"""Who opens a socket: the person of the session cookie; and whether they still may have it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from importlib import import_module
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from chat.live.sessions.cookies import cookies_of
from chat.models import User
from chat.models.queries import Prepared

_people = Prepared[User](lambda user_id: User.objects.filter(pk=user_id, is_active=True))


class Visitor(NamedTuple):
    """A signed-in person, and the session that they came with."""

    user: User
    session_key: str


class Claim(NamedTuple):
    """What a socket says of itself: whose it is, and by which session."""

    user_id: int
    session_key: str


def visitor_of(scope: dict[str, Any]) -> Visitor | None:
    """Return who opens the socket by the session cookie of the handshake, or None.

    Two queries: the session and the person. Unlike Django's `get_user` nothing is written, because
    a handshake cannot set the cookie of a renewed session; unlike Channels', SECRET_KEY_FALLBACKS
    count.
    """
    session_key = cookies_of(scope["headers"]).get(settings.SESSION_COOKIE_NAME, "")
    session = _sessions()(session_key)
    user_id = session.get(SESSION_KEY)
    user = next(iter(_people(int(user_id))), None) if user_id else None
    return Visitor(user, session_key) if user and _lets_in(session, user) else None


def ended_among(claims: Collection[Claim]) -> set[Claim]:
    """Return those that hold no longer, whatever ended the session: two queries for them all.

    It may have expired or been deleted, by whomever; its password may be another one by now, or
    its account closed.
    """
    store = _sessions()()
    rows = store.model.objects.filter(
        session_key__in={claim.session_key for claim in claims}, expire_date__gt=timezone.now()
    )
    sessions = {row.session_key: store.decode(row.session_data) for row in rows}
    people = User.objects.filter(is_active=True).in_bulk({claim.user_id for claim in claims})
    return {claim for claim in claims if not _holds(claim, sessions, people)}


def expired_between(after: datetime, upto: datetime) -> set[str]:
    """Return the keys of the sessions whose time ran out in (after, upto]: one indexed query."""
    expired = _sessions()().model.objects.filter(expire_date__gt=after, expire_date__lte=upto)
    return set(expired.values_list("session_key", flat=True))


def _holds(
    claim: Claim, sessions: Mapping[str, Mapping[str, Any]], people: Mapping[int, User]
) -> bool:
    session, user = sessions.get(claim.session_key), people.get(claim.user_id)
    if session is None or user is None or session.get(SESSION_KEY) != str(user.pk):
        return False
    return _lets_in(session, user)


def _lets_in(session: Any, user: User) -> bool:
    if session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return False
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    given = session.get(HASH_SESSION_KEY, "")
    return any(constant_time_compare(given, valid) for valid in hashes)


def _sessions() -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore
