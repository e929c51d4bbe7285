"""What was done by those who keep order; written once, and the database refuses all else."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """Who did what to whom, where, why and when. Keeps ids and names as they were, no relations:
    an entry outlasts all that it tells of. Never the text of a message, which may be purged.
    """

    at = models.DateTimeField(_("time"), default=timezone.now, db_index=True)
    act = models.CharField(_("act"), max_length=32)
    actor_id = models.BigIntegerField(_("id of who did it"), null=True)
    actor = models.CharField(_("who"), max_length=100, blank=True)
    subject_id = models.BigIntegerField(_("id of whom"), null=True, db_index=True)
    subject = models.CharField(_("whom"), max_length=100, blank=True)
    room_id = models.BigIntegerField(_("id of the room"), null=True, db_index=True)
    room = models.CharField(_("room"), max_length=100, blank=True)
    message_id = models.BigIntegerField(_("id of the message"), null=True)
    seq = models.BigIntegerField(_("place"), null=True)
    reason = models.TextField(_("why"), blank=True)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)

    class Meta:
        verbose_name = _("entry of the audit log")
        verbose_name_plural = _("audit log")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.act}"
