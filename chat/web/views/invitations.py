"""Invitation links: making and ending one's own, and following somebody else's."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chat.actions.invitations import accept, invite
from chat.actions.invitations import revoke as revoke_invitation
from chat.actions.refusal import Refused
from chat.models import Invitation, Membership, Room, User
from chat.web import invited
from chat.web.limits import INVITATIONS, limited
from chat.web.refusals import text_of
from chat.web.requests import SignedInRequest, signed_in


@signed_in
@limited("invite", INVITATIONS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show a member the links that they have made for the room; POST makes one more."""
    room = get_object_or_404(Room.objects.joined_by(request.user), slug=slug)
    if request.method == "POST":
        invite(request.user, room)
        return redirect("room_invitations", room.slug)
    mine = Invitation.objects.usable().filter(room=room, created_by=request.user)
    links = [(each, _address(request, each)) for each in mine.order_by("-created_at")]
    return render(request, "chat/room_invitations.html", {"room": room, "links": links})


def _address(request: HttpRequest, invitation: Invitation) -> str:
    return request.build_absolute_uri(invited.path_of(invitation))


@signed_in
@require_POST
def revoke(request: SignedInRequest, token: str) -> HttpResponse:
    """End one of the person's own links."""
    invitation = get_object_or_404(Invitation, created_by=request.user, token=token)
    revoke_invitation(request.user, invitation)
    messages.success(request, _("The link no longer works."))
    return redirect("room_invitations", invitation.room.slug)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, token: str) -> HttpResponse:
    """Show who invites to which room; POST goes on to the account form or into the room."""
    invitation = invited.usable_invitation(token)
    if invitation is None:
        return render(request, "chat/invitation.html", status=HTTPStatus.NOT_FOUND)
    if request.method == "POST":
        return _followed(request, invitation)
    context = {"invitation": invitation, "is_member": _is_member(request, invitation)}
    return render(request, "chat/invitation.html", context)


def _followed(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if not isinstance(request.user, User):
        invited.keep(request, invitation)
        return redirect("account_signup")
    try:
        accept(request.user, invitation)
    except Refused as refusal:
        messages.error(request, text_of(refusal))
        return redirect("home")
    return redirect("room", invitation.room.slug)


def _is_member(request: HttpRequest, invitation: Invitation) -> bool:
    if not isinstance(request.user, User):
        return False
    return Membership.objects.filter(room=invitation.room, user=request.user).exists()
