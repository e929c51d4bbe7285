"""The moderation desk: its addresses, and the queue of cases."""

from collections.abc import Iterable

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from chat.admin.base import ReadOnly
from chat.admin.desk.case import act, case, take
from chat.admin.desk.figures import charts
from chat.admin.desk.held_messages import decide, held
from chat.admin.desk.page import ROWS_PER_PAGE, for_moderators, moderator, shown, words_of
from chat.admin.desk.people import act_on_person, people, person, rooms
from chat.admin.desk.private import Knowledge, knowledge_of, public_messages
from chat.models import Case, Room, User
from chat.models.people.user import named
from chat.text.names.folding import lookup_key
from chat.web.moderation.waiting import cases_for


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
            path("<int:pk>/take/", view(for_moderators(take)), name="desk_take"),
            path("<int:pk>/act/", view(for_moderators(act)), name="desk_act"),
        ]


def queue(request: HttpRequest) -> HttpResponse:
    """Show what is to be decided, the most reported first, and the figures of the last days."""
    user, is_closed, words = moderator(request), request.GET.get("closed") == "1", words_of(request)
    cases = cases_for(user)
    found = cases.exclude(closed_at=None) if is_closed else cases.open()
    if words:
        found = found.filter(_about(user, words))
    page = Paginator(_ranked(found), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return shown(
        request,
        "queue.html",
        _("Moderation desk"),
        page=page,
        rows=_rows(knowledge_of(user), page.object_list),
        charts=charts(user),
        words=words,
        is_closed=is_closed,
        here="queue",
    )


def _about(user: User, words: str) -> Q:
    """What was said in private is not found by its words, nor by a name that nobody is told."""
    body = public_messages() & Q(message__body__icontains=words)
    room = Q(message__room__folded_name__contains=lookup_key(words))
    if not user.is_superuser:
        room &= Q(message__room__kind=Room.Kind.PUBLIC)
    return named(words, "message__author__") | body | room


def _ranked(cases: QuerySet[Case]) -> QuerySet[Case]:
    rows = cases.select_related("message__author", "message__room", "claimed_by", "closed_by")
    counted = rows.annotate(count=Count("reports"), latest=Max("reports__created_at"))
    return counted.order_by("-count", "opened_at")


def _rows(known: Knowledge, cases: Iterable[Case]) -> list[dict[str, object]]:
    """Return each case with what its line may tell of room and text."""
    return [
        {
            "case": one,
            "room": known.name_of(one.message.room),
            "is_veiled": not known.reads(one.message),
        }
        for one in cases
    ]
