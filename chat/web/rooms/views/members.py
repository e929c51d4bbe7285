"""A room's members: joining, leaving, adding, removing, and roles."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chat.actions.refusal import Refused
from chat.actions.rooms.memberships import (
    add_people,
    join_room,
    leave_room,
    remove_member,
    set_role,
    transfer_room,
)
from chat.actions.rooms.removals import readmit as readmit_person
from chat.models import Membership, Room, User
from chat.web.moderation.muted import mutes_in
from chat.web.rooms.members import found_by, members_of, not_yet_in, searched
from chat.web.rooms.room_choices import AddPeopleForm, RoleForm, TransferForm
from chat.web.rooms.room_forms import SearchForm
from chat.web.rooms.room_page import Visit, visible_room, visit
from chat.web.shell.fields import complaint_of
from chat.web.shell.limits import ADDING, JOINING_AND_LEAVING, MEMBERS, limited
from chat.web.shell.refusals import attempt, raise_page, text_of
from chat.web.shell.requests import SignedInRequest, signed_in

PEOPLE_PER_PAGE = 100


@signed_in
@limited("come_and_go", *JOINING_AND_LEAVING)
@require_POST
def join(request: SignedInRequest, slug: str) -> HttpResponse:
    """Make the person a member and open the room."""
    room = visible_room(request.user, slug)
    try:
        join_room(request.user, room)
    except Refused as refusal:
        raise_page(refusal)
        messages.error(request, text_of(refusal))
    return redirect("room", room.slug)


@signed_in
@limited("come_and_go", *JOINING_AND_LEAVING)
@require_POST
def leave(request: SignedInRequest, slug: str) -> HttpResponse:
    """End the person's membership and show the other rooms."""
    room = visible_room(request.user, slug)
    done = _("You have left “%(room)s”.") % {"room": room.name}
    attempt(request, partial(leave_room, request.user, room), done)
    return redirect("rooms")


@signed_in
@require_safe
def members(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show who is in the room, or those that the words find."""
    seen = visit(request.user, slug)
    form = SearchForm(request.GET)
    found = members_of(seen.room)
    if words := form.words():
        found = found_by(found, words)
    page = Paginator(found, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    mutes = mutes_in(seen.room, request.user, seen.membership)
    for member in page.object_list:
        member.mute = mutes.get(member.user_id)  # type: ignore[attr-defined]
    context = {"room": seen.room, "mine": seen.membership, "may": seen.may(), "page": page}
    search = {"form": form, "words": words, "leaving": _leaving(seen)}
    return render(request, "chat/room_members.html", context | search)


def _leaving(seen: Visit) -> str:
    """Return what leaving means for this person."""
    if seen.room.memberships.count() == 1 and not seen.room.is_public:
        return _("You are the last member: after that nobody can read this room any more.")
    if seen.membership and seen.membership.owns:
        return _("The room goes to the moderator, or else the member, who has been here longest.")
    if not seen.room.is_public:
        return _("You can read and join this room again only when somebody invites you.")
    return _("You can read this room and join it again at any time.")


@signed_in
@limited("add_people", ADDING)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show and handle the form for adding people to the room."""
    seen = visit(request.user, slug)
    seen.require("invite")
    form = AddPeopleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            added = add_people(request.user, seen.room, form.cleaned_data["people"])
        except Refused as refusal:
            raise_page(refusal)
            form.add_error(None, text_of(refusal))
        else:
            messages.success(request, _added(added))
            return redirect("room_members", seen.room.slug)
    context = {"room": seen.room, "may": seen.may(), "form": form}
    found = searched(request, not_yet_in(seen.room))
    return render(request, "chat/room_add.html", context | found)


def _added(number: int) -> str:
    text = ngettext("%(number)d person was added.", "%(number)d people were added.", number)
    return text % {"number": number}


@signed_in
@limited("members", *MEMBERS)
@require_POST
def remove(request: SignedInRequest, slug: str, person: int) -> HttpResponse:
    """End somebody's membership."""
    room = visible_room(request.user, slug)
    member = _member(room, person)
    done = _("%(name)s is no longer a member.") % {"name": member.shown_name}
    attempt(request, partial(remove_member, request.user, room, member), done)
    return redirect("room_members", room.slug)


@signed_in
@require_safe
def removed(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show who was removed from the room, by whom and when, the latest first."""
    seen = visit(request.user, slug)
    seen.require("moderate")
    found = seen.room.removals.select_related("user", "created_by").order_by("-created_at", "-pk")
    page = Paginator(found, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    context = {"room": seen.room, "may": seen.may(), "page": page}
    return render(request, "chat/room_removed.html", context)


@signed_in
@limited("members", *MEMBERS)
@require_POST
def readmit(request: SignedInRequest, slug: str, person: int) -> HttpResponse:
    """Let somebody who was removed join again."""
    room = visible_room(request.user, slug)
    welcome = get_object_or_404(User, pk=person)
    done = _("%(name)s may join the room again.") % {"name": welcome.shown_name}
    attempt(request, partial(readmit_person, request.user, room, welcome), done)
    return redirect("room_removed", room.slug)


@signed_in
@limited("members", *MEMBERS)
@require_POST
def role(request: SignedInRequest, slug: str, person: int) -> HttpResponse:
    """Make a member a moderator, or a moderator a member."""
    room = visible_room(request.user, slug)
    member, form = _member(room, person), RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This was not done. Try again later."))
        return redirect("room_members", room.slug)
    wanted = form.cleaned_data["role"]
    done = _role_given(member, wanted)
    attempt(request, partial(set_role, request.user, room, member, wanted), done)
    return redirect("room_members", room.slug)


def _role_given(person: User, wanted: str) -> str:
    if wanted == Membership.Role.MODERATOR:
        return _("%(name)s is a moderator now.") % {"name": person.shown_name}
    return _("%(name)s is a plain member now.") % {"name": person.shown_name}


@signed_in
@limited("members", *MEMBERS)
@require_POST
def transfer(request: SignedInRequest, slug: str) -> HttpResponse:
    """Make another member the owner."""
    room = visible_room(request.user, slug)
    form = TransferForm(request.POST)
    if not form.is_valid():
        messages.error(request, complaint_of(form))
        return redirect("room_settings", room.slug)
    heir = form.cleaned_data["person"]
    done = _("%(name)s is the owner now. You are a moderator.") % {"name": heir.shown_name}
    attempt(request, partial(transfer_room, request.user, room, heir), done)
    return redirect("room_members", room.slug)


def _member(room: Room, person: int) -> User:
    return get_object_or_404(User, memberships__room=room, pk=person)
