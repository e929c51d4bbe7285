"""What a message said before it was edited or deleted, for those who keep order."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from chat.models import Message
from chat.models.messages.message import SAID
from chat.web.rooms.room_page import visit
from chat.web.shell.requests import SignedInRequest, signed_in


@signed_in
@require_safe
def show(request: SignedInRequest, slug: str, seq: int) -> HttpResponse:
    """Show the texts of one message, the newest first."""
    seen = visit(request.user, slug)
    seen.require("moderate")
    messages = Message.objects.in_room(seen.room.pk, seen.floor)
    message = get_object_or_404(messages, seq=seq, kind__in=SAID)
    versions = message.versions.order_by("-replaced_at", "-pk")
    context = {"room": seen.room, "may": seen.may(), "message": message, "versions": versions}
    return render(request, "chat/room_versions.html", context)
