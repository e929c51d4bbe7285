"""The invitation that a visitor follows, kept in the session between its page and sign-up."""

from django.http import HttpRequest
from django.urls import reverse

from chat.models import Invitation, SiteSettings

SESSION_KEY = "invitation"


def usable_invitation(token: str) -> Invitation | None:
    """Return the invitation of this link with its room and maker; None when it no longer works."""
    usable = Invitation.objects.usable().filter(created_by__is_active=True)
    return usable.select_related("room", "created_by").filter(token=token).first()


def path_of(invitation: Invitation) -> str:
    """Return the address of the invitation's page on this host."""
    return reverse("invitation", args=[invitation.token])


def keep(request: HttpRequest, invitation: Invitation) -> None:
    """Remember the invitation until the visitor has signed up or in."""
    request.session[SESSION_KEY] = invitation.token


def kept(request: HttpRequest) -> Invitation | None:
    """Return the remembered invitation while it works."""
    token = request.session.get(SESSION_KEY)
    return usable_invitation(token) if token else None


def take(request: HttpRequest) -> Invitation | None:
    """Return the remembered invitation while it works, and forget it."""
    invitation = kept(request)
    request.session.pop(SESSION_KEY, None)
    return invitation


def may_sign_up(request: HttpRequest) -> bool:
    """Return whether this visitor may make an account: by an invitation, or openly."""
    is_open = SiteSettings.current().sign_up == SiteSettings.SignUp.OPEN
    return is_open or kept(request) is not None
