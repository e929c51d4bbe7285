"""What the page of a room asks for while it is open, as JSON: history, members, pins."""

from django.db.models import QuerySet
from django.http import JsonResponse
from django.views.decorators.http import require_safe

from chat.actions.messages.pins import PINS_MAX
from chat.log import journal, loader
from chat.models import Membership
from chat.web.rooms.members import beginning_with, facts, found_by, members_of
from chat.web.rooms.room_forms import HistoryForm, SearchForm
from chat.web.rooms.room_page import visit
from chat.web.shell.requests import SignedInRequest, signed_in

PEOPLE_MAX = 500
FOUND_MAX = 20


@signed_in
@require_safe
def history(request: SignedInRequest, slug: str) -> JsonResponse:
    """Answer one page of history, in the shape of the frame `history`."""
    seen = visit(request.user, slug)
    wanted = HistoryForm(request.GET)
    if not wanted.is_valid():
        return JsonResponse({"code": "bad_field"}, status=400)
    return JsonResponse(seen.page(**wanted.page()).facts())


@signed_in
@require_safe
def people(request: SignedInRequest, slug: str) -> JsonResponse:
    """Answer the room's members by role and name; with `q`, some whom the words find.

    As of `head` of the room's log, or later.
    """
    room = visit(request.user, slug).room
    head = journal.heads([room.pk]).get(room.pk, 0)  # later joins are delivered by the socket
    members = members_of(room)
    words = SearchForm(request.GET).words().removeprefix("@")
    found = _called(members, words) if words else members
    shown = [facts(member) for member in found[:PEOPLE_MAX]]
    return JsonResponse({"people": shown, "total": members.count(), "head": head})


def _called(members: QuerySet[Membership], words: str) -> QuerySet[Membership]:
    """Whom a message may mention by these words: no closed accounts, which nobody reads."""
    open_members = members.filter(user__is_active=True)
    return beginning_with(found_by(open_members, words), words)[:FOUND_MAX]


@signed_in
@require_safe
def pins(request: SignedInRequest, slug: str) -> JsonResponse:
    """Answer the pinned messages that the person may see, the newest pin first."""
    seen = visit(request.user, slug)
    pinned = journal.pins(seen.room.pk, seen.floor, PINS_MAX)
    return JsonResponse({"messages": [loader.facts(message, seen.floor) for message in pinned]})
