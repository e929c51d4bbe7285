"""Invitation links."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.models.rooms.room import Room


def new_token() -> str:
    """Return a random token of 192 bits."""
    return secrets.token_urlsafe(24)


def default_expiry() -> datetime:
    """Return when an invitation that is made now ends."""
    return timezone.now() + timedelta(days=settings.INVITATION_DAYS)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations by whether they still work."""

    def usable(self) -> "InvitationQuerySet":
        """Invitations that are neither revoked, expired nor used up, into rooms that are open."""
        unexpired = models.Q(expires_at=None) | models.Q(expires_at__gt=timezone.now())
        unspent = models.Q(uses_max=None) | models.Q(used__lt=models.F("uses_max"))
        return self.filter(unexpired, unspent, revoked_at=None, room__archived_at=None)


class Invitation(models.Model):
    """A link into a room, for one or several people, until it expires or is revoked."""

    token = models.CharField(_("token"), max_length=64, unique=True, default=new_token)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, verbose_name=_("room"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, verbose_name=_("invited by")
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    expires_at = models.DateTimeField(
        _("expires at"), null=True, blank=True, default=default_expiry
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    used = models.PositiveIntegerField(_("times used"), default=0)
    uses_max = models.PositiveIntegerField(_("may be used"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return f"{self.room} ({self.created_by})"
