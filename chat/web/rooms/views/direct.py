"""Choosing whom to write to directly."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from chat.actions.refusal import Refused
from chat.actions.rooms.direct import open_direct
from chat.web.rooms.people_search import others_than, searched
from chat.web.rooms.room_choices import DirectForm
from chat.web.shell.limits import DIRECT, limited
from chat.web.shell.refusals import text_of
from chat.web.shell.requests import SignedInRequest, signed_in


@signed_in
@limited("open_direct", DIRECT)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Show people, and the form for several of them; then open the conversation."""
    form = DirectForm(request.POST or None, initial={"people": request.GET.get("to", "")})
    if request.method == "POST" and form.is_valid():
        try:
            room = open_direct(request.user, form.cleaned_data["people"])
        except Refused as refusal:
            form.add_error(None, text_of(refusal))
        else:
            return redirect("room", room.slug)
    context = {"form": form} | searched(request, others_than(request.user))
    return render(request, "chat/direct_new.html", context)
