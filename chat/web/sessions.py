"""Django's sessions in the database, for cookies that anybody may have made up."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions


class SessionStore(DatabaseSessions):
    """A quoted cookie may hold any byte; PostgreSQL raises on U+0000, so it is not even asked."""

    def _validate_session_key(self, key: str | None) -> bool:
        return bool(super()._validate_session_key(key)) and str(key).isalnum()  # type: ignore[misc]
