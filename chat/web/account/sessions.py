"""Sessions in the database: made-up cookies, signing out, and when each was last used."""

from contextlib import suppress

from allauth.account.adapter import get_adapter
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.http import HttpRequest

from chat.actions.people.sessions import note_visit, sign_out
from chat.actions.refusal import Refused
from chat.models import User


class SessionStore(DatabaseSessions):
    """Sessions whose keys are checked: PostgreSQL raises on U+0000, which a cookie may contain."""

    def flush(self) -> None:
        """End the session for good; every way of signing out comes through here."""
        person = User.objects.filter(pk=self.get(SESSION_KEY, 0)).first()
        if person and self.session_key:
            with suppress(Refused):  # it has ended before
                sign_out(person, self.session_key)
        super().flush()

    def _validate_session_key(self, key: str | None) -> bool:
        return bool(super()._validate_session_key(key)) and str(key).isalnum()  # type: ignore[misc]


USER_AGENT_MAX_CHARS = 200


def record_visit(request: HttpRequest) -> None:
    """Record when and from where the request's person was last here."""
    session_key = request.session.session_key
    if not isinstance(request.user, User) or not session_key:
        return
    user_agent = request.headers.get("user-agent", "")
    ip = get_adapter().get_client_ip(request)
    with suppress(Refused):  # maintenance: it is noted with a later page
        note_visit(request.user, session_key, ip, user_agent[:USER_AGENT_MAX_CHARS])
