"""Reported messages: one case for each message, with all reports of it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.models.messages.message import Message
from chat.models.moderation.rules import Filter

NOTE_MAX_CHARS = 1_000


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases by their state."""

    def open(self) -> "CaseQuerySet":
        """Cases that nobody has decided yet."""
        return self.filter(closed_at=None)


class Case(models.Model):
    """One message that moderators have to look at, however many reports it has."""

    message = models.OneToOneField(
        Message, on_delete=models.CASCADE, related_name="case", verbose_name=_("message")
    )
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("looked at by"),
    )
    claimed_at = models.DateTimeField(_("looked at since"), null=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("closed by"),
    )
    outcome = models.CharField(_("outcome"), max_length=32, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        permissions = [("moderate", "May moderate the whole place")]
        indexes = [models.Index(fields=["closed_at", "opened_at"], name="cases_by_age")]

    def __str__(self) -> str:
        return f"{self.message}"

    def texts_gone(self) -> list["Evidence"]:
        """Return the reported texts that are no longer the message's text."""
        return list(self.evidence.exclude(body=self.message.body).order_by("pk"))


class Evidence(models.Model):
    """A text that the message had when it was reported; it survives changes of the message."""

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="evidence", verbose_name=_("case")
    )
    body = models.TextField(_("text"))
    kept_at = models.DateTimeField(_("time"), default=timezone.now)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")

    def __str__(self) -> str:
        return f"{self.case_id}, {self.kept_at:%Y-%m-%d %H:%M}"


class Report(models.Model):
    """One person's report, or a filter's flag."""

    class Reason(models.TextChoices):
        """What is wrong with the message."""

        SPAM = "spam", _("spam or advertising")
        ABUSE = "abuse", _("insults or harassment")
        PRIVATE = "private", _("somebody's private data")
        ILLEGAL = "illegal", _("against the law")
        OTHER = "other", _("something else")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="reports",
        verbose_name=_("reported by"),
    )
    filter = models.ForeignKey(Filter, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=16, choices=Reason.choices)
    note = models.CharField(_("note"), max_length=NOTE_MAX_CHARS, blank=True)
    created_at = models.DateTimeField(_("time"), default=timezone.now)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [models.UniqueConstraint(fields=["case", "reporter"], name="report_once")]

    def __str__(self) -> str:
        return f"{self.reporter_id}: {self.reason}"
