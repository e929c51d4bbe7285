"""Invitation links: creating, revoking, showing and following them."""

from functools import partial
from http import HTTPStatus

import qrcode
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from qrcode.image.svg import SvgPathImage

from chat.actions.refusal import Refused
from chat.actions.rooms.invitations import accept, invite
from chat.actions.rooms.invitations import revoke as revoke_invitation
from chat.models import Invitation, Membership, User
from chat.web.account import sign_up
from chat.web.rooms.room_choices import InvitationForm
from chat.web.rooms.room_page import Visit, visit
from chat.web.shell.limits import FOLLOWING, INVITATIONS, limited, visitors_limited
from chat.web.shell.refusals import attempt, text_of
from chat.web.shell.requests import SignedInRequest, signed_in


@signed_in
@limited("invite", INVITATIONS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the links that the person may revoke; POST creates one."""
    seen = visit(request.user, slug)
    seen.require("invite")
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _create(request, seen, form)
        return redirect("room_invitations", slug)
    links = [(link, _address(request, link)) for link in _links(seen)]
    context = {"room": seen.room, "may": seen.may(), "form": form, "links": links}
    return render(request, "chat/room_invitations.html", context)


def _create(request: SignedInRequest, seen: Visit, form: InvitationForm) -> None:
    act = partial(invite, request.user, seen.room, **form.terms())
    attempt(request, act, _("The link is made. Send it to those whom you want here."))


def _links(seen: Visit) -> QuerySet[Invitation]:
    """Moderators see the links of others too."""
    shown = Q() if seen.may()["moderate"] else Q(created_by=seen.user)
    usable = Invitation.objects.usable().filter(shown, room=seen.room, created_by__is_active=True)
    return usable.select_related("created_by").order_by("-created_at", "-pk")


def _address(request: HttpRequest, invitation: Invitation) -> str:
    return request.build_absolute_uri(sign_up.path_of(invitation))


@signed_in
@limited("invite", INVITATIONS)
@require_POST
def revoke(request: SignedInRequest, token: str) -> HttpResponse:
    """Revoke one's own link, or one into a room that one moderates."""
    invitation = get_object_or_404(Invitation.objects.select_related("room"), token=token)
    act = partial(revoke_invitation, request.user, invitation)
    attempt(request, act, _("The link no longer works."))
    return redirect("room_invitations", invitation.room.slug)


@signed_in
@never_cache
@require_safe
def qr_page(request: SignedInRequest, token: str) -> HttpResponse:
    """Show the person's own link large, for the phone of somebody who stands beside them."""
    invitation = _own_invitation(request, token)
    context = {"invitation": invitation, "address": _address(request, invitation)}
    return render(request, "chat/invitation_qr.html", context | {"room": invitation.room})


@signed_in
@never_cache
@require_safe
def qr(request: SignedInRequest, token: str) -> HttpResponse:
    """Answer the picture of the person's own link."""
    picture = svg_of(_address(request, _own_invitation(request, token)))
    return HttpResponse(picture, content_type="image/svg+xml")


def _own_invitation(request: SignedInRequest, token: str) -> Invitation:
    usable = Invitation.objects.usable().filter(created_by=request.user)
    return get_object_or_404(usable.select_related("room"), token=token)


@never_cache
@visitors_limited("follow_invitation", FOLLOWING)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, token: str) -> HttpResponse:
    """Show who invites to which room; POST goes on to the account form or into the room."""
    invitation = sign_up.usable_invitation(token)
    if invitation is None:
        return render(request, "chat/invitation.html", status=HTTPStatus.NOT_FOUND)
    if request.method == "POST":
        return _followed(request, invitation)
    context = {"invitation": invitation, "is_member": _is_member(request, invitation)}
    return render(request, "chat/invitation.html", context)


def _followed(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if not isinstance(request.user, User):
        sign_up.remember(request, invitation)
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


def svg_of(address: str) -> bytes:
    """Return a QR code of this address as an SVG document, black on white as cameras want it."""
    picture = qrcode.make(address, image_factory=SvgPathImage, border=2)
    return picture.to_string(encoding="utf-8")
