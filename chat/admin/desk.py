"""The moderation desk: its addresses, the queue of cases, one case, held messages."""

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chat.actions import moderation, reports, review
from chat.actions.refusal import Refused
from chat.admin.base import ReadOnly
from chat.admin.desk_forms import ActForm
from chat.admin.desk_page import for_moderators, shown, waiting, words_of
from chat.admin.desk_people import act_on_person, people, person, rooms, sanction
from chat.admin.figures import charts
from chat.admin.looking import around, record_of
from chat.models import Case, User
from chat.models.user import named
from chat.text.names import lookup_key
from chat.web.refusals import text_of

CASES_PER_PAGE = 50


@admin.register(Case)
class Desk(ReadOnly):
    """Cases stand where the admin has its lists, and are worked on here."""

    def get_urls(self) -> list[URLPattern]:
        """Return the desk's own addresses in place of the admin's."""
        view = self.admin_site.admin_view
        return [
            path("", view(for_moderators(queue)), name="chat_case_changelist"),
            path("held/", view(for_moderators(held)), name="desk_held"),
            path("held/<int:pk>/", view(for_moderators(decide)), name="desk_decide"),
            path("rooms/", view(for_moderators(rooms)), name="desk_rooms"),
            path("people/", view(for_moderators(people)), name="desk_people"),
            path("people/<int:pk>/", view(for_moderators(person)), name="desk_person"),
            path("people/<int:pk>/act/", view(for_moderators(act_on_person)), name="desk_sanction"),
            path("<int:pk>/", view(for_moderators(case)), name="desk_case"),
            path("<int:pk>/change/", view(for_moderators(case)), name="chat_case_change"),
            path("<int:pk>/act/", view(for_moderators(act)), name="desk_act"),
        ]


# --- Cases ----------------------------------------------------------------------------------


def queue(request: HttpRequest) -> HttpResponse:
    """Show what is to be decided, the most reported first, and the figures of the last days."""
    is_closed = request.GET.get("closed") == "1"
    words = words_of(request)
    found = Case.objects.exclude(closed_at=None) if is_closed else Case.objects.open()
    if words:
        found = found.filter(_about(words))
    cases = found.select_related("message__author", "message__room", "claimed_by", "closed_by")
    ranked = cases.annotate(count=Count("reports"), latest=Max("reports__created_at"))
    page = Paginator(ranked.order_by("-count", "opened_at"), CASES_PER_PAGE)
    return shown(
        request,
        "queue.html",
        _("Moderation desk"),
        page=page.get_page(request.GET.get("page")),
        charts=charts(),
        words=words,
        is_closed=is_closed,
        here="queue",
    )


def _about(words: str) -> Q:
    said = Q(message__body__icontains=words)
    room = Q(message__room__folded_name__contains=lookup_key(words))
    return named(words, "message__author__") | said | room


def case(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one case with the conversation around it, and take it for who looks."""
    cases = Case.objects.select_related("message__author", "message__room", "claimed_by")
    found = get_object_or_404(cases, pk=pk)
    is_mine = reports.claim(request.user, found) if found.closed_at is None else False  # type: ignore[arg-type]
    found.refresh_from_db(fields=["claimed_by", "claimed_at"])
    return shown(
        request,
        "case.html",
        _("Case"),
        case=found,
        is_mine=is_mine,
        reports=found.reports.select_related("reporter", "filter").order_by("created_at"),
        around=around(request.user, found),  # type: ignore[arg-type]
        record=record_of(found.message.author),
        person=found.message.author,
        form=ActForm(),
        here="queue",
    )


@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what the moderator has decided; the case is closed by all but bringing back."""
    found = get_object_or_404(Case.objects.select_related("message__author"), pk=pk)
    form, user = ActForm(request.POST), request.user
    if not form.is_valid():
        messages.error(request, _("This was not done. Try again later."))
        return redirect("admin:desk_case", pk)
    name, reason = form.cleaned_data["act"], form.cleaned_data["reason"]
    if not reports.claim(user, found) and not found.closed_at:  # type: ignore[arg-type]
        messages.error(request, _("Somebody else is looking at this case just now."))
        return redirect("admin:desk_case", pk)
    return _decided(request, found, name, reason, form)


def _decided(
    request: HttpRequest, found: Case, name: str, reason: str, form: ActForm
) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    try:
        _do(user, found, name, reason, form)
    except Refused as refusal:
        messages.error(request, text_of(refusal))
        return redirect("admin:desk_case", found.pk)
    messages.success(request, _("Done."))
    if name in ("restore", "release"):
        return redirect("admin:chat_case_changelist")
    reports.close(user, found, name, reason)
    return redirect("admin:chat_case_changelist")


def _do(user: User, found: Case, name: str, reason: str, form: ActForm) -> None:
    message, author = found.message, found.message.author
    match name:
        case "dismiss":
            return
        case "release":
            reports.release(user, found)
        case "hide":
            moderation.hide_message(user, message, reason)
        case "restore":
            moderation.restore_message(user, message, reason)
        case "purge":
            moderation.purge_message(user, message, reason)
        case _:
            sanction(user, author, name, reason, form)


# --- Held messages --------------------------------------------------------------------------


def held(request: HttpRequest) -> HttpResponse:
    """Show what filters keep back."""
    found = waiting().select_related("author", "room", "filter").order_by("created_at")
    page = Paginator(found, CASES_PER_PAGE).get_page(request.GET.get("page"))
    return shown(request, "held.html", _("Held messages"), page=page, here="held")


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Post a held message, or do not."""
    found = get_object_or_404(waiting().select_related("author", "room", "reply_to"), pk=pk)
    verb = review.post_held if request.POST.get("act") == "post" else review.reject_held
    try:
        verb(request.user, found)  # type: ignore[arg-type]
    except Refused as refusal:
        messages.error(request, text_of(refusal))
    else:
        messages.success(request, _("Done."))
    return redirect("admin:desk_held")
