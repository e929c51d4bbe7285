"""Sessions and second steps: how people are signed in, and how that ends, with their sockets."""

from collections.abc import Collection
from datetime import timedelta
from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import models, transaction
from django.utils import timezone

from chat.actions.refusal import Refused
from chat.log import user_events
from chat.models import User

NOTED_EVERY = timedelta(minutes=5)


def note_visit(user: User, session_key: str, ip: str, user_agent: str) -> None:
    """Record when, from where and with what browser a session was used, every five minutes."""
    noted = _noted_sessions()
    lately = timezone.now() - NOTED_EVERY
    if noted.filter(session_key=session_key, user=user, last_seen_at__gt=lately).exists():
        return
    seen = {"user": user, "ip": ip, "user_agent": user_agent, "last_seen_at": timezone.now()}
    noted.update_or_create(session_key=session_key, defaults=seen)


def sign_out(user: User, session_key: str) -> None:
    """End one session of this person, and close its sockets in every process.

    Raises Refused (`not_found`) when there is no such session, or it is somebody else's.
    """
    if _session(session_key).get(SESSION_KEY) != str(user.pk):
        raise Refused("not_found")
    with transaction.atomic():
        _end(user, [session_key])
        user_events.signed_out(user.pk)


def sign_out_everywhere(user: User, keep: str | None = None) -> None:
    """End every session of this person, except the one with the key `keep`."""
    with transaction.atomic():
        ended = set(_noted_sessions().filter(user=user).values_list("session_key", flat=True))
        _end(user, ended - {keep})


def end_all() -> None:
    """End every session there is."""
    _session().model.objects.all().delete()
    _noted_sessions().delete()


def _end(user: User, session_keys: Collection[str]) -> None:
    _session().model.objects.filter(session_key__in=session_keys).delete()
    _noted_sessions().filter(user=user, session_key__in=session_keys).delete()
    user_events.signed_out(user.pk)


def _session(session_key: str | None = None) -> Any:
    """The session store of the settings, which has to be one in the database."""
    return import_module(settings.SESSION_ENGINE).SessionStore(session_key)


def _noted_sessions() -> models.QuerySet[Any]:
    """The table of the accounts' library that maps sessions to people, known here by name."""
    return apps.get_model("usersessions", "UserSession").objects.all()


STEP = "newest_step"


def spend_code(authenticator_id: int, step: int) -> bool:
    """Use up the code of this half minute; return False when it, or a newer one, was used before.

    Older codes no longer count either (RFC 6238 §5.2). Stored in the authenticator's row, so that
    every process knows it and no emptied cache forgets it.
    """
    rows = apps.get_model("mfa.Authenticator")._default_manager.select_for_update()
    with transaction.atomic():
        app = rows.filter(pk=authenticator_id).first()
        if app is None or step <= app.data.get(STEP, -1):
            return False
        app.data[STEP] = step
        app.save(update_fields=["data"])
        return True
