"""One case at the desk: the message, its reports, and the decision."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chat.actions.moderation import reports, resolving
from chat.actions.refusal import Refused
from chat.admin.desk.acts import ABOUT_CASES
from chat.admin.desk.looking import around, record_of
from chat.admin.desk.offers import Sent, for_case, offers, sent
from chat.admin.desk.page import moderator, shown
from chat.admin.desk.private import is_private, knowledge_of
from chat.models import Case, User
from chat.web.moderation.waiting import cases_for
from chat.web.shell.refusals import text_of

REFUSED = 422


def case(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one case with the conversation around it.

    Showing does not claim the case: browsers may prefetch pages. What it shows of a private room
    is recorded in the audit log.
    """
    return _page(request, _case(moderator(request), pk))


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Claim a case for ten minutes, or release it."""
    user = moderator(request)
    found = _case(user, pk)
    try:
        if request.POST.get("act") == "release":
            reports.release(user, found)
        else:
            resolving.take(user, found)
    except Refused as refusal:
        messages.error(request, text_of(refusal))
    return redirect("admin:desk_case", pk)


def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what the moderator decided; a refused form is shown again as it was filled in."""
    if request.method != "POST":
        return redirect("admin:desk_case", pk)
    user, given = moderator(request), sent(request.POST)
    found = _case(user, pk)
    if given.is_done(for_case(user, found), ABOUT_CASES, user, found):
        messages.success(request, _("Done."))
        return redirect("admin:chat_case_changelist")
    return _page(request, _case(user, pk), given)


def _case(user: User, pk: int) -> Case:
    cases = cases_for(user).select_related(
        "message__author", "message__room", "claimed_by", "closed_by"
    )
    return get_object_or_404(cases, pk=pk)


def _page(request: HttpRequest, found: Case, refused: Sent | None = None) -> HttpResponse:
    user = moderator(request)
    holder = reports.claimant_of(found)
    names = for_case(user, found) if holder in (None, user) else []
    return shown(
        request,
        "case.html",
        _("Case"),
        case=found,
        room=knowledge_of(user).name_of(found.message.room),
        is_private=is_private(found.message),
        holder=holder,
        is_mine=holder == user,
        state=resolving.state_of_case(found),
        offers=offers(names, refused),
        unsent=refused if refused and refused.name not in names else None,
        reports=found.reports.select_related("reporter", "filter").order_by("created_at"),
        around=around(user, found),
        record=record_of(user, found.message.author),
        person=found.message.author,
        here="queue",
        status=REFUSED if refused else None,
    )
