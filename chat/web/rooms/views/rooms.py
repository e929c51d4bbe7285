"""Finding and creating rooms, opening direct conversations, and where the start page leads."""

from django.core.paginator import Paginator
from django.db.models import Exists, F, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from chat.actions.refusal import Refused
from chat.actions.rooms.direct import open_direct
from chat.actions.rooms.rooms import create_room
from chat.models import Membership, Message, Room, User
from chat.models.rooms.room import RoomQuerySet
from chat.web.rooms.members import others_than, searched
from chat.web.rooms.room_choices import DirectForm, RoomForm
from chat.web.rooms.room_forms import SearchForm
from chat.web.shell.limits import DIRECT, ROOMS, limited
from chat.web.shell.refusals import text_of
from chat.web.shell.requests import SignedInRequest, signed_in

ROOMS_PER_PAGE = 50


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Redirect to where this visitor most likely wants to go."""
    if not isinstance(request.user, User):
        founded = User.objects.able_to_sign_in().exists()
        return redirect("account_login" if founded else "setup")
    room = _liveliest(request.user)
    return redirect("room", room.slug) if room else redirect("rooms")


def _liveliest(user: User) -> Room | None:
    """Return the one of the person's open rooms in which something happened last."""
    newest = Message.objects.filter(room=OuterRef("pk")).order_by("-seq").values("created_at")
    joined = Room.objects.joined_by(user).open().annotate(last_at=Subquery(newest[:1]))
    return joined.order_by(F("last_at").desc(nulls_last=True), "pk").first()


@signed_in
@require_safe
def directory(request: SignedInRequest) -> HttpResponse:
    """Show the rooms that the person may read, or those that their words find."""
    return _listed(request, _rooms_for(request.user).open(), is_archive=False)


@signed_in
@require_safe
def archive(request: SignedInRequest) -> HttpResponse:
    """Show the archived rooms that the person may read, or those that their words find."""
    archived = _rooms_for(request.user).exclude(archived_at=None)
    return _listed(request, archived, is_archive=True)


def _rooms_for(user: User) -> RoomQuerySet:
    """Direct conversations are listed by their people in the sidebar."""
    mine = Membership.objects.filter(room=OuterRef("pk"), user=user)
    rooms = Room.objects.visible_to(user).exclude(kind=Room.Kind.DIRECT)
    return rooms.with_member_count().annotate(is_member=Exists(mine))


def _listed(request: SignedInRequest, rooms: RoomQuerySet, *, is_archive: bool) -> HttpResponse:
    form = SearchForm(request.GET)
    if words := form.words():
        rooms = rooms.found_by(words)
    ordered = rooms.order_by(F("member_count").desc(), "name", "pk")
    page = Paginator(ordered, ROOMS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "form": form, "words": words, "is_archive": is_archive}
    return render(request, "chat/rooms.html", context)


@signed_in
@limited("make_room", ROOMS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Show and take the form for a new room, then open the room."""
    form = RoomForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            room = create_room(request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, text_of(refusal))
        else:
            return redirect("room", room.slug)
    return render(request, "chat/room_new.html", {"form": form})


@signed_in
@limited("open_direct", DIRECT)
@require_http_methods(["GET", "HEAD", "POST"])
def new_direct(request: SignedInRequest) -> HttpResponse:
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
