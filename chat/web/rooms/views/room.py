"""One room: its page, a place in it, and posting by form for whoever has no JavaScript."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from chat.actions.messages.posting import Send, post_message
from chat.actions.messages.reading import mark_read
from chat.actions.refusal import Refused
from chat.web.rooms.room_forms import NUMBER_MAX, HistoryForm, MessageForm
from chat.web.rooms.room_page import Visit, room_context, visit
from chat.web.shell.fields import complaint_of
from chat.web.shell.limits import POSTS, limited
from chat.web.shell.refusals import text_of
from chat.web.shell.requests import SignedInRequest, signed_in


@signed_in
@require_safe
def show(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the room at the asked place, or at its newest page."""
    seen = visit(request.user, slug)
    wanted = HistoryForm(request.GET)
    page = seen.page(**wanted.page()) if wanted.is_valid() else seen.page()
    return render(request, "chat/room.html", room_context(request, seen, page))


@signed_in
@require_safe
def message(request: SignedInRequest, slug: str, seq: int) -> HttpResponse:
    """Show the room around one message: where a permanent link leads."""
    seen = visit(request.user, slug)
    page = seen.page(around=seq)
    if seq not in {message.seq for message in page.messages}:
        messages.info(request, _("This message cannot be shown: it is not here, or not for you."))
        return redirect("room", seen.room.slug)
    context = room_context(request, seen, page)
    context["around"] = seq
    context["facts"] |= {"around": seq, "is_place_asked": True}
    return render(request, "chat/room.html", context)


@signed_in
@limited("post_message", POSTS)
@require_POST
def post(request: SignedInRequest, slug: str) -> HttpResponse:
    """Store a message that was sent by form, and show it in the room."""
    seen = visit(request.user, slug)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _shown_again(request, seen, complaint_of(form))
    try:
        post_message(Send(seen.room.pk, request.user.pk, **form.cleaned_data))
    except Refused as refusal:
        return _shown_again(request, seen, text_of(refusal))
    mark_read(request.user.pk, seen.room.pk, NUMBER_MAX)  # whoever writes has read what is there
    return redirect("room", seen.room.slug)


def _shown_again(request: SignedInRequest, seen: Visit, complaint: str) -> HttpResponse:
    """Show the room's newest page with what was wrong, and the text as it was written."""
    messages.error(request, complaint)
    context = room_context(request, seen, seen.page())
    context["draft"] = request.POST.get("body", "")
    return render(request, "chat/room.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
