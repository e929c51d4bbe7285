"""Former texts of edited and deleted messages, kept for moderators."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chat.models.messages.message import Message
from chat.models.moderation.authority import authority_field


class Version(models.Model):
    """A former text of a message."""

    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="versions", verbose_name=_("message")
    )
    body = models.TextField(_("text"))
    # What a hidden message looked like, so that it can come back as it was.
    rendered = models.JSONField(_("as it was shown"), null=True)
    hidden_with = authority_field(_("hidden by the right of"))
    replaced_at = models.DateTimeField(_("replaced at"), auto_now_add=True)

    class Meta:
        verbose_name = _("earlier version")
        verbose_name_plural = _("earlier versions")

    def __str__(self) -> str:
        return f"{self.message_id}, {self.replaced_at:%Y-%m-%d %H:%M}"
