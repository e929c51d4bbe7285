"""Who was removed from a room, and comes back only when somebody lets them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from chat.models.moderation.authority import authority_field
from chat.models.rooms.room import Room


class Removal(models.Model):
    """One person who may not join one room; the row goes when they are let in again."""

    room = models.ForeignKey(
        Room, on_delete=models.CASCADE, related_name="removals", verbose_name=_("room")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="removals",
        verbose_name=_("person"),
    )
    laid_with = authority_field(_("by the right of"))
    created_at = models.DateTimeField(_("time"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("removal")
        verbose_name_plural = _("removals")
        constraints = [models.UniqueConstraint(fields=["room", "user"], name="removed_once")]

    def __str__(self) -> str:
        return f"{self.room_id} ⊖ {self.user_id}"
