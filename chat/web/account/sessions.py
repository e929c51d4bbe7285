"""Django's sessions in the database: for cookies that anybody may have made up, and signing out."""

from contextlib import suppress

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions

from chat.actions.people.sessions import sign_out
from chat.actions.refusal import Refused
from chat.models import User


class SessionStore(DatabaseSessions):
    """A quoted cookie may hold any byte; PostgreSQL raises on U+0000, so it is not even asked."""

    def flush(self) -> None:
        """End the session for good; whichever page signs a person out, it comes by here."""
        person = User.objects.filter(pk=self.get(SESSION_KEY, 0)).first()
        if person and self.session_key:
            with suppress(Refused):  # it has ended before
                sign_out(person, self.session_key)
        super().flush()

    def _validate_session_key(self, key: str | None) -> bool:
        return bool(super()._validate_session_key(key)) and str(key).isalnum()  # type: ignore[misc]
