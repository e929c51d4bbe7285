"""Sanctions: what moderators imposed on people, as the desk shows it."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.models.moderation.authority import authority_field
from chat.models.rooms.room import Room

REASON_MAX_CHARS = 500


class Kind(models.TextChoices):
    """How severe it is."""

    WARNING = "warning", _("warning")
    MUTE = "mute", _("mute")
    BAN = "ban", _("ban")


class SanctionQuerySet(models.QuerySet["Sanction"]):
    """Sanctions by kind, and by whether they are in force."""

    def holding(self, now: datetime) -> "SanctionQuerySet":
        """Those that are neither lifted nor over."""
        unended = models.Q(until=None) | models.Q(until__gt=now)
        return self.filter(unended, lifted_at=None)

    def mutes(self) -> "SanctionQuerySet":
        """Mutes of all rooms and everywhere."""
        return self.filter(kind=Kind.MUTE)


class Sanction(models.Model):
    """One warning, mute or ban. A mute without a room holds everywhere."""

    Kind = Kind

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="sanctions",
        verbose_name=_("person"),
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    room = models.ForeignKey(
        Room, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("room")
    )
    laid_with = authority_field(_("by the right of"))
    reason = models.CharField(_("reason"), max_length=REASON_MAX_CHARS, blank=True)
    until = models.DateTimeField(_("until"), null=True)
    created_at = models.DateTimeField(_("time"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("by"),
    )
    lifted_at = models.DateTimeField(_("lifted at"), null=True)

    objects = SanctionQuerySet.as_manager()

    class Meta:
        verbose_name = _("sanction")
        verbose_name_plural = _("sanctions")
        indexes = [models.Index(fields=["user", "kind"], name="sanctions_by_person")]

    def __str__(self) -> str:
        return f"{self.kind} {self.user_id}"

    def facts(self, contact: str) -> dict[str, str]:
        """Return the facts that the person gets; `contact`: whom they may ask."""
        until = self.until.isoformat(timespec="milliseconds") if self.until else ""
        return {"until": until, "reason": self.reason, "contact": contact}


class BannedAddress(models.Model):
    """An address from which nobody signs in or up while the ban holds."""

    address = models.GenericIPAddressField(_("address"), db_index=True)
    sanction = models.ForeignKey(
        Sanction, on_delete=models.CASCADE, related_name="addresses", verbose_name=_("sanction")
    )

    class Meta:
        verbose_name = _("banned address")
        verbose_name_plural = _("banned addresses")

    def __str__(self) -> str:
        return self.address
