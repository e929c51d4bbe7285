"""The people and the rooms of the moderation desk."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chat.actions import bans, mutes, reports, sanctions
from chat.actions.refusal import Refused
from chat.admin.activity import listed as listed_rooms
from chat.admin.activity import with_activity
from chat.admin.desk_forms import ActForm
from chat.admin.desk_page import shown, words_of
from chat.admin.looking import record_of
from chat.models import User
from chat.models.user import named
from chat.web.refusals import text_of

PEOPLE_SHOWN = 50
ROOMS_PER_PAGE = 25


def people(request: HttpRequest) -> HttpResponse:
    """Find somebody by name; without words, those who were sanctioned last."""
    words = words_of(request)
    found = User.objects.filter(deleted_at=None)
    if words:
        found = found.filter(named(words)).order_by("username")
    else:
        found = found.annotate(last=Max("sanctions__created_at")).exclude(last=None)
        found = found.order_by("-last")
    listed = found.annotate(sanction_count=Count("sanctions", distinct=True))[:PEOPLE_SHOWN]
    return shown(request, "people.html", _("People"), people=listed, words=words, here="people")


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is known of one person, and what can be done."""
    found = get_object_or_404(User, pk=pk)
    record = record_of(found)
    told = {"person": found, "record": record, "form": ActForm(), "here": "people"}
    return shown(request, "person.html", found.shown_name, **told)


@require_POST
def act_on_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Warn, mute, ban somebody, or take it back."""
    found, form = get_object_or_404(User, pk=pk), ActForm(request.POST)
    user: User = request.user  # type: ignore[assignment]
    if not form.is_valid():
        messages.error(request, _("This was not done. Try again later."))
        return redirect("admin:desk_person", pk)
    try:
        sanction(user, found, form.cleaned_data["act"], form.cleaned_data["reason"], form)
    except Refused as refusal:
        messages.error(request, text_of(refusal))
    else:
        messages.success(request, _("Done."))
    return redirect("admin:desk_person", pk)


def sanction(user: User, target: User, name: str, reason: str, form: ActForm) -> None:
    """Do one act on a person. Raises Refused: `not_found` for an act that there is not."""
    match name:
        case "warn":
            sanctions.warn(user, target, reason)
        case "mute":
            mutes.mute(user, target, form.lasting(), reason)
        case "unmute":
            for one in target.sanctions.mutes().filter(lifted_at=None, room=None):
                mutes.lift_mute(user, one, reason)
        case "ban":
            addresses = form.cleaned_data["addresses"]
            bans.ban(user, target, reason, form.sweep(), with_addresses=addresses)
            reports.close_swept(user, target, reason)
        case "unban":
            bans.lift_ban(user, target, reason)
        case "close":
            bans.close_account(user, target, reason)
        case _:
            raise Refused("not_found")


def rooms(request: HttpRequest) -> HttpResponse:
    """Show the rooms with what goes on in them."""
    words = words_of(request)
    found = listed_rooms(request.user, words)  # type: ignore[arg-type]
    page = Paginator(found, ROOMS_PER_PAGE).get_page(request.GET.get("page"))
    told = {"activities": with_activity(page), "page": page, "words": words, "here": "rooms"}
    return shown(request, "rooms.html", _("Rooms"), **told)
