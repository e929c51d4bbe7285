"""Somebody's page, and blocking them."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from chat.actions.people import blocks
from chat.models import Block, User
from chat.web.shell import locales
from chat.web.shell.limits import FETCHED, OWN_CHOICES, limited
from chat.web.shell.refusals import attempt, json_outcome
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
    """The time in the person's zone; None when they have chosen none.

    Naive, because templates convert aware times to the reader's zone.
    """
    if person.time_zone not in locales.known_zones():
        return None
    return timezone.now().astimezone(ZoneInfo(person.time_zone)).replace(tzinfo=None)


@signed_in
@limited("own_choices", OWN_CHOICES)
@require_POST
def block(request: SignedInRequest, username: str) -> HttpResponse:
    """Hide somebody's messages from oneself."""
    person = _person(username)
    done = _("You no longer see what %(name)s writes.") % {"name": person.shown_name}
    return _about(request, person, partial(blocks.block, request.user, person), done)


@signed_in
@limited("own_choices", OWN_CHOICES)
@require_POST
def unblock(request: SignedInRequest, username: str) -> HttpResponse:
    """Show somebody's messages again."""
    person = _person(username)
    done = _("You see again what %(name)s writes.") % {"name": person.shown_name}
    return _about(request, person, partial(blocks.unblock, request.user, person), done)


def _person(username: str) -> User:
    return get_object_or_404(User.objects.called(username))


def _about(
    request: SignedInRequest, person: User, act: Callable[[], object], done: str
) -> HttpResponse:
    if request.headers.get(FETCHED):
        return json_outcome(act, done)
    attempt(request, act, done)
    return redirect("people_show", person.username)
