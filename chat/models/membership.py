"""Who belongs to which room, and how far they have read."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from chat.models.room import Room


class Membership(models.Model):
    """One person in one room."""

    room = models.ForeignKey(
        Room, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("room")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="memberships",
        verbose_name=_("person"),
    )
    joined_at = models.DateTimeField(_("joined at"), auto_now_add=True)
    read_seq = models.BigIntegerField(_("read up to"), default=0)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["room", "user"], name="member_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.room}"
