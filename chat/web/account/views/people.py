"""Who somebody is."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from chat.models import Block, User
from chat.web.shell import time_zones
from chat.web.shell.requests import SignedInRequest, signed_in


@signed_in
@require_safe
def show(request: SignedInRequest, username: str) -> HttpResponse:
    """Show somebody's page; where their account was deleted, say so."""
    person = User.objects.called(username).first()
    if person is None:
        raise Http404
    page = {
        "person": person,
        "is_me": person == request.user,
        "is_blocked": Block.objects.filter(user=request.user, blocked=person).exists(),
        "local_time": _time_at(person),
    }
    return render(request, "chat/person.html", page)


def _time_at(person: User) -> datetime | None:
    """The time of the zone that the person has chosen: the server's own says nothing of them.

    Without a zone of its own, because templates turn others into the reader's time.
    """
    if person.time_zone not in time_zones.known():
        return None
    return timezone.now().astimezone(ZoneInfo(person.time_zone)).replace(tzinfo=None)
