"""Held messages at the desk: a moderator posts or rejects them."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from chat.actions.moderation import held_messages
from chat.actions.moderation.audit import record_look_at_held
from chat.actions.refusal import Refused
from chat.admin.desk.page import ROWS_PER_PAGE, moderator, shown
from chat.admin.desk.private import Knowledge, knowledge_of
from chat.models import HeldMessage, User
from chat.web.moderation.waiting import held_for
from chat.web.shell.refusals import text_of

VERBS: dict[str, Callable[[User, HeldMessage], object]] = {
    "post": held_messages.post_held,
    "reject": held_messages.reject_held,
}


def held(request: HttpRequest) -> HttpResponse:
    """Show the held messages; those from private rooms have a page of their own."""
    user = moderator(request)
    found = _held_messages(user).order_by("created_at", "pk")
    page = Paginator(found, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    known = knowledge_of(user)
    rows = [_row(known, one) for one in page.object_list]
    return shown(request, "held.html", _("Held messages"), page=page, rows=rows, here="held")


def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one held message, recording a look if it is from a private room; or decide it."""
    user = moderator(request)
    found = get_object_or_404(_held_messages(user), pk=pk)
    if request.method == "POST":
        return _decided(request, user, found)
    row = _row(knowledge_of(user), found)
    if row["is_veiled"]:
        record_look_at_held(user, found)
    rows = [row | {"is_veiled": False}]
    return shown(request, "held.html", _("Held message"), rows=rows, page=None, here="held")


def _held_messages(user: User) -> QuerySet[HeldMessage]:
    return held_for(user).select_related("author", "room", "filter", "reply_to")


def _row(known: Knowledge, one: HeldMessage) -> dict[str, object]:
    """Messages of private rooms are veiled, except for members of the room."""
    is_veiled = not one.room.is_public and one.room_id not in known.floors
    room = known.name_of(one.room)
    return {"held": one, "room": room, "is_veiled": is_veiled, "seen": _seen(one)}


def _seen(one: HeldMessage) -> str:
    """A signature of the text, which the form returns to prove what the moderator saw."""
    return salted_hmac("chat.admin.desk.held_messages", f"{one.pk} {one.body}").hexdigest()


def _decided(request: HttpRequest, user: User, found: HeldMessage) -> HttpResponse:
    verb = VERBS.get(request.POST.get("act", ""))
    if verb is None:
        raise BadRequest("No such act")
    try:
        if not constant_time_compare(request.POST.get("seen", ""), _seen(found)):
            raise Refused("changed_meanwhile")
        verb(user, found)
    except Refused as refusal:
        messages.error(request, text_of(refusal))
    else:
        messages.success(request, _("Done."))
    return redirect("admin:desk_held")
