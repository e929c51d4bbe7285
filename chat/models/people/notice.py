"""User events: what a person's sockets must learn soon, in every process."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What happened to the person."""

    STANDING = "standing", _("rooms changed")
    SIGNED_OUT = "signed_out", _("signed out")
    BANNED = "banned", _("banned")


class Notice(models.Model):
    """One event, written in the transaction that caused it; processes poll for new ones."""

    Kind = Kind

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notices",
        verbose_name=_("person"),
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    created_at = models.DateTimeField(_("time"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")

    def __str__(self) -> str:
        return f"{self.kind} {self.user_id}"
