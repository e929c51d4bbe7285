"""One room: its page, its history as JSON, and posting by form for whoever has no JavaScript."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from chat import journal
from chat.actions.messages import Send, post_message
from chat.actions.refusal import Refused
from chat.models import Room
from chat.web.limits import POSTS, limited
from chat.web.refusals import text_of
from chat.web.requests import SignedInRequest, signed_in
from chat.web.room_forms import HistoryForm, MessageForm
from chat.web.room_page import room_context, room_for


@signed_in
@require_safe
def show(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the room at the asked place, or at its newest page."""
    room = room_for(request.user, slug)
    wanted = HistoryForm(request.GET)
    page = journal.page(room.pk, **wanted.page()) if wanted.is_valid() else journal.page(room.pk)
    return render(request, "chat/room.html", room_context(request, room, page))


@signed_in
@require_safe
def history(request: SignedInRequest, slug: str) -> JsonResponse:
    """Answer one page of history, in the shape of the frame `history`."""
    room = get_object_or_404(Room.objects.visible_to(request.user), slug=slug)
    wanted = HistoryForm(request.GET)
    if not wanted.is_valid():
        return JsonResponse({"code": "bad_field"}, status=400)
    return JsonResponse(journal.page(room.pk, **wanted.page()).facts())


@signed_in
@limited("post_message", POSTS)
@require_POST
def post(request: SignedInRequest, slug: str) -> HttpResponse:
    """Store a message that was sent by form, and show it in the room."""
    room = room_for(request.user, slug)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _shown_again(request, room, form.complaint())
    try:
        post_message(Send(room.pk, request.user.pk, **form.cleaned_data))
    except Refused as refusal:
        return _shown_again(request, room, text_of(refusal))
    return redirect("room", room.slug)


def _shown_again(request: SignedInRequest, room: Room, complaint: str) -> HttpResponse:
    """Show the room's newest page with what was wrong, and the text as it was written."""
    messages.error(request, complaint)
    context = room_context(request, room, journal.page(room.pk))
    context["draft"] = request.POST.get("body", "")
    return render(request, "chat/room.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
