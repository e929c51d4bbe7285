"""A room's settings: name, description, who gets in, and archiving."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from chat.actions.refusal import Refused
from chat.actions.rooms import rooms
from chat.models import Room, User
from chat.web.moderation.forms import PaceForm
from chat.web.rooms.room_choices import HistoryChoiceForm, LabelForm, TransferForm
from chat.web.rooms.room_page import Visit, visible_room, visit
from chat.web.shell.fields import complaint_of
from chat.web.shell.limits import ROOM_SETTINGS, limited
from chat.web.shell.refusals import attempt, raise_page, text_of
from chat.web.shell.requests import SignedInRequest, signed_in


@signed_in
@limited("room_settings", *ROOM_SETTINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the room's settings to its moderators, and store its name and description."""
    seen = visit(request.user, slug)
    seen.require("moderate")
    form = LabelForm(request.POST or None, initial=_label(seen.room))
    if request.method == "POST" and form.is_valid() and _relabelled(request, seen.room, form):
        return redirect("room_settings", slug)
    return render(request, "chat/room_settings.html", _context(seen, form))


def _label(room: Room) -> dict[str, str]:
    return {"name": room.name, "description": room.description}


def _relabelled(request: SignedInRequest, room: Room, form: LabelForm) -> bool:
    """Return whether name and description are as the form has them."""
    try:
        rooms.rename_room(request.user, room, form.cleaned_data["name"])
        rooms.describe_room(request.user, room, form.cleaned_data["description"])
    except Refused as refusal:
        raise_page(refusal)
        form.add_error(None, text_of(refusal))
        return False
    messages.success(request, _("The room's settings are saved."))
    return True


def _context(seen: Visit, form: LabelForm) -> dict[str, object]:
    return {
        "room": seen.room,
        "may": seen.may(),
        "form": form,
        "removed_count": seen.room.removals.count(),
        "pace": PaceForm(initial={"seconds": seen.room.slow_seconds}),
        "history_form": HistoryChoiceForm(initial={"history": seen.room.history}),
        "transfer_form": TransferForm(),
    }


@signed_in
@limited("room_settings", *ROOM_SETTINGS)
@require_POST
def history(request: SignedInRequest, slug: str) -> HttpResponse:
    """Choose what new members see of the time before."""
    room = visible_room(request.user, slug)
    form = HistoryChoiceForm(request.POST)
    if not form.is_valid():
        messages.error(request, complaint_of(form))
        return redirect("room_settings", slug)
    chosen = form.cleaned_data["history"]
    done = _("The room's settings are saved.")
    attempt(request, partial(rooms.set_history, request.user, room, chosen), done)
    return redirect("room_settings", slug)


@signed_in
@limited("room_settings", *ROOM_SETTINGS)
@require_POST
def make_public(request: SignedInRequest, slug: str) -> HttpResponse:
    """Open the room to everybody."""
    _turn(request, slug, rooms.make_public, _("The room is public now."))
    return redirect("room_settings", slug)


@signed_in
@limited("room_settings", *ROOM_SETTINGS)
@require_POST
def make_private(request: SignedInRequest, slug: str) -> HttpResponse:
    """Close the room to all but its members."""
    _turn(request, slug, rooms.make_private, _("The room is private now."))
    return redirect("room_settings", slug)


@signed_in
@limited("room_settings", *ROOM_SETTINGS)
@require_POST
def archive(request: SignedInRequest, slug: str) -> HttpResponse:
    """Archive the room."""
    _turn(request, slug, rooms.archive_room, _("The room is archived."))
    return redirect("room", slug)


@signed_in
@limited("room_settings", *ROOM_SETTINGS)
@require_POST
def reopen(request: SignedInRequest, slug: str) -> HttpResponse:
    """Reopen the room."""
    _turn(request, slug, rooms.reopen_room, _("The room is open again."))
    return redirect("room", slug)


def _turn(
    request: SignedInRequest, slug: str, turn: Callable[[User, Room], None], done: str
) -> None:
    attempt(request, partial(turn, request.user, visible_room(request.user, slug)), done)
