"""Reactions: emoji under messages."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from chat.models.messages.message import Message

EMOJI_MAX_CHARS = 32


class Reaction(models.Model):
    """One person's emoji under one message; rows are in order of use."""

    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="reactions", verbose_name=_("message")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="reactions",
        verbose_name=_("person"),
    )
    emoji = models.CharField(_("emoji"), max_length=EMOJI_MAX_CHARS)
    created_at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("reaction")
        verbose_name_plural = _("reactions")
        constraints = [
            models.UniqueConstraint(fields=["message", "user", "emoji"], name="reaction_once")
        ]

    def __str__(self) -> str:
        return f"{self.emoji} {self.user_id} → {self.message_id}"
