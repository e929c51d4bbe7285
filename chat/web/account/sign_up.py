"""Who may sign up: openly, or by the invitation that they follow, which their session keeps."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.urls import reverse

from chat.models import BannedAddress, Invitation, SiteSettings

SESSION_KEY = "invitation"


def usable_invitation(token: str) -> Invitation | None:
    """Return this link's invitation with room and creator; None when it no longer works."""
    usable = Invitation.objects.usable().filter(created_by__is_active=True)
    return usable.select_related("room", "created_by").filter(token=token).first()


def path_of(invitation: Invitation) -> str:
    """Return the address of the invitation's page on this host."""
    return reverse("invitation", args=[invitation.token])


def remember(request: HttpRequest, invitation: Invitation) -> None:
    """Remember the invitation until the visitor has signed up or in."""
    request.session[SESSION_KEY] = invitation.token


def remembered(request: HttpRequest) -> Invitation | None:
    """Return the remembered invitation while it works."""
    token = request.session.get(SESSION_KEY)
    return usable_invitation(token) if token else None


def take_remembered(request: HttpRequest) -> Invitation | None:
    """Return the remembered invitation while it works, and forget it."""
    invitation = remembered(request)
    request.session.pop(SESSION_KEY, None)
    return invitation


def may_sign_up(request: HttpRequest) -> bool:
    """Return whether this visitor may create an account: by an invitation, or openly."""
    sign_up = SiteSettings.current().sign_up
    if sign_up == SiteSettings.SignUp.CLOSED or is_banned(request):
        return False
    return sign_up == SiteSettings.SignUp.OPEN or remembered(request) is not None


def is_banned(request: HttpRequest) -> bool:
    """Return whether the visitor's address was banned together with an account."""
    address = get_adapter().get_client_ip(request)
    return BannedAddress.objects.filter(address=address).exists()
