"""What moderators did. Rows are only added: the database refuses to change or delete them."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Act(models.TextChoices):
    """The acts in the log; their values stay in the log and in exports forever."""

    HIDE = "hide", pgettext_lazy("entry of the audit log", "message hidden")
    RESTORE = "restore", pgettext_lazy("entry of the audit log", "message brought back")
    PURGE = "purge", pgettext_lazy("entry of the audit log", "message purged")
    PURGE_OLD = "purge_old", pgettext_lazy("entry of the audit log", "old messages purged")
    HELD_POSTED = "held_posted", pgettext_lazy("entry of the audit log", "held message posted")
    HELD_REJECTED = (
        "held_rejected",
        pgettext_lazy("entry of the audit log", "held message not posted"),
    )
    CASE_CLOSED = "case_closed", pgettext_lazy("entry of the audit log", "case closed")
    CASE_REOPENED = "case_reopened", pgettext_lazy("entry of the audit log", "case reopened")
    WARN = "warn", pgettext_lazy("entry of the audit log", "person warned")
    MUTE = "mute", pgettext_lazy("entry of the audit log", "person muted")
    UNMUTE = "unmute", pgettext_lazy("entry of the audit log", "mute ended")
    BAN = "ban", pgettext_lazy("entry of the audit log", "person banned")
    UNBAN = "unban", pgettext_lazy("entry of the audit log", "ban lifted")
    DEACTIVATE = "deactivate", pgettext_lazy("entry of the audit log", "account deactivated")
    REMOVE = "remove", pgettext_lazy("entry of the audit log", "member removed")
    READMIT = "readmit", pgettext_lazy("entry of the audit log", "removed person let in again")
    ROLE = "role", pgettext_lazy("entry of the audit log", "role changed")
    LOCK = "lock", pgettext_lazy("entry of the audit log", "room locked")
    UNLOCK = "unlock", pgettext_lazy("entry of the audit log", "room unlocked")
    SLOW = "slow", pgettext_lazy("entry of the audit log", "slow mode changed")
    ARCHIVE = "archive", pgettext_lazy("entry of the audit log", "room archived")
    REOPEN = "reopen", pgettext_lazy("entry of the audit log", "room reopened")
    RETENTION = "retention", pgettext_lazy("entry of the audit log", "retention changed")
    RULES = "rules", pgettext_lazy("entry of the audit log", "rules changed")
    FILTER = "filter", pgettext_lazy("entry of the audit log", "filter changed")
    LOOK = "look", pgettext_lazy("entry of the audit log", "private talk looked at")


class AuditEntry(models.Model):
    """Who did what to whom, where, why and when.

    It keeps ids and names, no relations: an entry outlives everything it refers to. It never keeps
    a message's text, which may have to be purged.
    """

    Act = Act

    at = models.DateTimeField(_("time"), default=timezone.now, db_index=True)
    act = models.CharField(_("act"), max_length=32, choices=Act.choices)
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
