"""Finding rooms, making them, joining and leaving them, and who is in them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chat.actions.memberships import join_room, leave_room
from chat.actions.refusal import Refused
from chat.actions.rooms import create_room
from chat.models import Message, Room, User
from chat.web.limits import ROOMS, limited
from chat.web.refusals import text_of
from chat.web.requests import SignedInRequest, signed_in
from chat.web.room_forms import RoomForm, SearchForm
from chat.web.room_page import room_for, rooms_for

PEOPLE_PER_PAGE = 100
ROOMS_PER_PAGE = 50


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Go to where this visitor most likely wants to be."""
    if not isinstance(request.user, User):
        founded = User.objects.able_to_sign_in().exists()
        return redirect("account_login" if founded else "setup")
    room = _liveliest(request.user)
    return redirect("room", room.slug) if room else redirect("rooms")


def _liveliest(user: User) -> Room | None:
    """Return the one of the person's rooms in which something happened last."""
    newest = Message.objects.filter(room=OuterRef("pk")).order_by("-seq").values("created_at")
    joined = Room.objects.joined_by(user).annotate(last_at=Subquery(newest[:1]))
    return joined.order_by("-last_at", "pk").first()


@signed_in
@require_safe
def directory(request: SignedInRequest) -> HttpResponse:
    """Show every room that the person may read, or those that their words find."""
    form = SearchForm(request.GET)
    rooms = rooms_for(request.user).order_by(F("member_count").desc(), "name", "pk")
    if words := form.words():
        rooms = rooms.found_by(words)
    page = Paginator(rooms, ROOMS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "chat/rooms.html", {"page": page, "form": form, "words": words})


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
@require_POST
def join(request: SignedInRequest, slug: str) -> HttpResponse:
    """Make the person a member and open the room."""
    room = get_object_or_404(Room.objects.visible_to(request.user), slug=slug)
    join_room(request.user, room)
    return redirect("room", room.slug)


@signed_in
@require_POST
def leave(request: SignedInRequest, slug: str) -> HttpResponse:
    """End the person's membership and show the other rooms."""
    room = get_object_or_404(Room.objects.visible_to(request.user), slug=slug)
    leave_room(request.user, room)
    messages.success(request, _("You have left “%(room)s”.") % {"room": room.name})
    return redirect("rooms")


@signed_in
@require_safe
def members(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show who is in the room, or those that the words find."""
    room = room_for(request.user, slug)
    form = SearchForm(request.GET)
    people = User.objects.filter(memberships__room=room).order_by("username")
    if words := form.words():
        people = people.filter(Q(name__icontains=words) | Q(username__icontains=words))
    page = Paginator(people, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    context = {"room": room, "page": page, "form": form, "words": words}
    return render(request, "chat/room_members.html", context)
