"""The devices on which one is signed in, and signing them out."""

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from chat.actions.people.sessions import sign_out, sign_out_everywhere
from chat.actions.refusal import Refused
from chat.web.account.log import log_event
from chat.web.account.user_agents import device_name
from chat.web.shell.limits import OWN_CHOICES, limited
from chat.web.shell.requests import SignedInRequest, signed_in


@dataclass(frozen=True, slots=True)
class Device:
    """One session, in words."""

    id: int
    words: str
    ip: str
    since: datetime
    last_seen: datetime
    is_here: bool


@signed_in
@require_safe
def devices(request: SignedInRequest) -> HttpResponse:
    """Show where the person is signed in, this device first."""
    alive = UserSession.objects.purge_and_list(request.user)
    found = [_device(session, request) for session in alive]
    found.sort(key=lambda device: (device.is_here, device.last_seen), reverse=True)
    page = {"devices": found, "has_others": any(not device.is_here for device in found)}
    return render(request, "chat/account_sessions.html", page)


def _device(session: UserSession, request: SignedInRequest) -> Device:
    return Device(
        id=session.pk,
        words=device_name(session.user_agent),
        ip=session.ip,
        since=session.created_at,
        last_seen=session.last_seen_at,
        is_here=session.session_key == request.session.session_key,
    )


@signed_in
@limited("own_choices", OWN_CHOICES)
@require_POST
def end(request: SignedInRequest, device: int) -> HttpResponse:
    """Sign out on one device, which may be this one. Not found when it is somebody else's."""
    session = UserSession.objects.filter(user=request.user, pk=device).first()
    if session is None:
        raise Http404
    try:
        sign_out(request.user, session.session_key)
    except Refused as refusal:
        raise Http404 from refusal
    log_event("session_ended", request, request.user.pk)
    messages.success(request, _("That device is signed out."))
    return redirect("account_sessions")


@signed_in
@limited("own_choices", OWN_CHOICES)
@require_POST
def end_others(request: SignedInRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    sign_out_everywhere(request.user, keep=request.session.session_key)
    log_event("sessions_ended", request, request.user.pk)
    messages.success(request, _("All other devices are signed out."))
    return redirect("account_sessions")
