"""Telling the sessions' list that a session is in use, from where and with what browser."""

from contextlib import suppress

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from chat.actions.people.sessions import note_visit
from chat.actions.refusal import Refused
from chat.models import User

USER_AGENT_MAX_CHARS = 200


def note(request: HttpRequest) -> None:
    """Keep that the person of this request, if there is one, is here now."""
    session_key = request.session.session_key
    if not isinstance(request.user, User) or not session_key:
        return
    user_agent = request.headers.get("user-agent", "")
    ip = get_adapter().get_client_ip(request)
    with suppress(Refused):  # maintenance: it is noted with a later page
        note_visit(request.user, session_key, ip, user_agent[:USER_AGENT_MAX_CHARS])
