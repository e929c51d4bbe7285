"""Reports and moderation from a room's page, and how much waits for a moderator."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from chat.actions.moderation import mutes, sanctions, takedowns
from chat.actions.moderation.reports import report_message
from chat.actions.rooms import rooms
from chat.models import Message, Room, User
from chat.models.messages.message import SAID
from chat.web.moderation.forms import MuteForm, PaceForm, ReasonForm, ReportForm
from chat.web.moderation.waiting import waiting_for
from chat.web.rooms.room_page import visible_room, visit
from chat.web.shell.fields import complaint_of
from chat.web.shell.limits import (
    FETCHED,
    MODERATING,
    OWN_CHOICES,
    REPORTS,
    ROOM_SETTINGS,
    limited,
)
from chat.web.shell.refusals import attempt, json_outcome
from chat.web.shell.requests import SignedInRequest, signed_in

# --- Messages -------------------------------------------------------------------------------


@signed_in
@limited("report", REPORTS)
@require_POST
def report(request: SignedInRequest, slug: str, seq: int) -> HttpResponse:
    """Report a message to the moderators."""
    room, form = visible_room(request.user, slug), ReportForm(request.POST)
    if not form.is_valid():
        return _refuse(request, room, form)
    given = (form.cleaned_data["reason"], form.cleaned_data["note"])
    done = _("Thank you. The moderators have been told.")
    return _answer(request, room, partial(report_message, request.user, room, seq, *given), done)


@signed_in
@limited("keep_order", *MODERATING)
@require_POST
def hide(request: SignedInRequest, slug: str, seq: int) -> HttpResponse:
    """Take a message down."""
    return _on_message(request, slug, seq, takedowns.hide_message, _("The message is hidden."))


@signed_in
@limited("keep_order", *MODERATING)
@require_POST
def restore(request: SignedInRequest, slug: str, seq: int) -> HttpResponse:
    """Bring a hidden message back."""
    done = _("The message is back.")
    return _on_message(request, slug, seq, takedowns.restore_message, done)


@signed_in
@limited("keep_order", *MODERATING)
@require_POST
def purge(request: SignedInRequest, slug: str, seq: int) -> HttpResponse:
    """Destroy the text of a message."""
    done = _("The text is gone for good.")
    return _on_message(request, slug, seq, takedowns.purge_message, done)


def _on_message(
    request: SignedInRequest,
    slug: str,
    seq: int,
    verb: Callable[[User, Message, str], object],
    done: str,
) -> HttpResponse:
    seen = visit(request.user, slug)
    message = get_object_or_404(Message.objects.in_room(seen.room.pk, seen.floor), seq=seq)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _refuse(request, seen.room, form)
    act = partial(verb, request.user, message, form.cleaned_data["reason"])
    return _answer(request, seen.room, act, done)


@signed_in
@require_safe
def versions(request: SignedInRequest, slug: str, seq: int) -> HttpResponse:
    """Show the texts of one message, the newest first."""
    seen = visit(request.user, slug)
    seen.require("moderate")
    visible = Message.objects.in_room(seen.room.pk, seen.floor)
    message = get_object_or_404(visible, seq=seq, kind__in=SAID)
    texts = message.versions.order_by("-replaced_at", "-pk")
    context = {"room": seen.room, "may": seen.may(), "message": message, "versions": texts}
    return render(request, "chat/room_versions.html", context)


# --- People ---------------------------------------------------------------------------------


@signed_in
@limited("keep_order", *MODERATING)
@require_POST
def mute(request: SignedInRequest, slug: str, person: int) -> HttpResponse:
    """Mute somebody in the room for a time."""
    room, form = visible_room(request.user, slug), MuteForm(request.POST)
    muted = get_object_or_404(User, pk=person)
    if not form.is_valid():
        return _refuse(request, room, form)
    act = partial(
        mutes.mute_in_room,
        request.user,
        room,
        muted,
        form.lasting(),
        form.cleaned_data["reason"],
    )
    done = _("%(name)s is muted in this room.") % {"name": muted.shown_name}
    return _answer(request, room, act, done)


@signed_in
@limited("keep_order", *MODERATING)
@require_POST
def unmute(request: SignedInRequest, slug: str, person: int) -> HttpResponse:
    """Lift all of somebody's mutes in the room."""
    room = visible_room(request.user, slug)
    muted = get_object_or_404(User, pk=person)
    act = partial(mutes.lift_mutes_in_room, request.user, room, muted)
    return _answer(request, room, act, _("The mute is over."))


@signed_in
@limited("own_choices", OWN_CHOICES)
@require_POST
def read_warning(request: SignedInRequest, number: int) -> HttpResponse:
    """Record that the person has read a warning."""
    sanctions.acknowledge(request.user, number)
    return redirect("home")


# --- Rooms ----------------------------------------------------------------------------------


@signed_in
@limited("room_settings", *ROOM_SETTINGS)
@require_POST
def lock(request: SignedInRequest, slug: str) -> HttpResponse:
    """Let only moderators write."""
    room = visible_room(request.user, slug)
    act = partial(rooms.lock_room, request.user, room)
    return _to_settings(request, room, act, _("The room is locked."))


@signed_in
@limited("room_settings", *ROOM_SETTINGS)
@require_POST
def unlock(request: SignedInRequest, slug: str) -> HttpResponse:
    """Let all members write again."""
    room = visible_room(request.user, slug)
    act = partial(rooms.unlock_room, request.user, room)
    return _to_settings(request, room, act, _("The room is open to all its members again."))


@signed_in
@limited("room_settings", *ROOM_SETTINGS)
@require_POST
def slow(request: SignedInRequest, slug: str) -> HttpResponse:
    """Set the seconds between two messages of one member."""
    room, form = visible_room(request.user, slug), PaceForm(request.POST)
    if not form.is_valid():
        return _refuse(request, room, form)
    act = partial(rooms.slow_room, request.user, room, form.cleaned_data["seconds"])
    return _to_settings(request, room, act, _("Saved."))


def _to_settings(
    request: SignedInRequest, room: Room, act: Callable[[], object], done: str
) -> HttpResponse:
    attempt(request, act, done)
    return redirect("room_settings", room.slug)


# --- The place -------------------------------------------------------------------------------


@signed_in
@require_safe
@never_cache
def waiting(request: SignedInRequest) -> JsonResponse:
    """Answer how many cases and held messages wait for a decision, and how to show it."""
    found = waiting_for(request)
    if found is None:
        raise PermissionDenied
    return JsonResponse({"total": found.total, "shown": found.shown})


# --- Answers --------------------------------------------------------------------------------


def _answer(
    request: SignedInRequest, room: Room, act: Callable[[], object], done: str
) -> HttpResponse:
    """Answer a script with the outcome in words; redirect a form back to the room."""
    if request.headers.get(FETCHED):
        return json_outcome(act, done)
    attempt(request, act, done)
    is_of_members = request.POST.get("from") == "members"
    return redirect("room_members" if is_of_members else "room", room.slug)


def _refuse(request: SignedInRequest, room: Room, form: Form) -> HttpResponse:
    why = complaint_of(form)
    if request.headers.get(FETCHED):
        return JsonResponse({"said": why, "code": "bad_field"}, status=422)
    messages.error(request, why)
    return redirect("room", room.slug)
