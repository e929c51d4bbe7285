"""The people and the rooms of the moderation desk."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from chat.actions.moderation.resolving import state_of_person
from chat.admin.desk.activity import listed as listed_rooms
from chat.admin.desk.activity import with_activity
from chat.admin.desk.acts import TO_PEOPLE
from chat.admin.desk.case import REFUSED
from chat.admin.desk.looking import record_of
from chat.admin.desk.offers import Sent, for_person, offers, sent
from chat.admin.desk.page import moderator, shown, words_of
from chat.admin.desk.private import sanctions_for
from chat.models import User
from chat.models.people.user import named

PEOPLE_SHOWN = 50
ROOMS_PER_PAGE = 25


def people(request: HttpRequest) -> HttpResponse:
    """Find somebody by name; without words, those who were sanctioned last."""
    words = words_of(request)
    visible = Q(sanctions__in=sanctions_for(moderator(request)))
    found = User.objects.filter(deleted_at=None).annotate(
        sanction_count=Count("sanctions", filter=visible, distinct=True),
        last=Max("sanctions__created_at", filter=visible),
    )
    if words:
        found = found.filter(named(words)).order_by("username")
    else:
        found = found.exclude(last=None).order_by("-last")
    listed = found[:PEOPLE_SHOWN]
    return shown(request, "people.html", _("People"), people=listed, words=words, here="people")


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is known of one person, and what can be done."""
    return _page(request, get_object_or_404(User, pk=pk))


def act_on_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Warn, mute, ban somebody, or take it back; what was refused stays with what was written."""
    if request.method != "POST":
        return redirect("admin:desk_person", pk)
    user, found, given = moderator(request), get_object_or_404(User, pk=pk), sent(request.POST)
    if given.is_done(for_person(user, found), TO_PEOPLE, user, found):
        messages.success(request, _("Done."))
        return redirect("admin:desk_person", pk)
    return _page(request, get_object_or_404(User, pk=pk), given)


def _page(request: HttpRequest, found: User, refused: Sent | None = None) -> HttpResponse:
    user = moderator(request)
    names = for_person(user, found)
    return shown(
        request,
        "person.html",
        found.shown_name,
        person=found,
        record=record_of(user, found),
        state=state_of_person(found),
        offers=offers(names, refused),
        unsent=refused if refused and refused.name not in names else None,
        here="people",
        status=REFUSED if refused else None,
    )


def rooms(request: HttpRequest) -> HttpResponse:
    """Show the rooms with what goes on in them."""
    words = words_of(request)
    user = moderator(request)
    found = listed_rooms(user, words)
    page = Paginator(found, ROOMS_PER_PAGE).get_page(request.GET.get("page"))
    return shown(
        request,
        "rooms.html",
        _("Rooms"),
        activities=with_activity(user, page),
        page=page,
        words=words,
        here="rooms",
    )
