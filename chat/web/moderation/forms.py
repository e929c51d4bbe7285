"""Forms for moderating and for reporting."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from chat.models import Report
from chat.models.moderation.report import NOTE_MAX_CHARS
from chat.models.moderation.sanction import REASON_MAX_CHARS

MINUTE, HOUR, DAY = 60, 3_600, 86_400
DURATIONS = (
    (10 * MINUTE, _("10 minutes")),
    (HOUR, _("1 hour")),
    (DAY, _("1 day")),
    (7 * DAY, _("1 week")),
    (30 * DAY, _("30 days")),
)
PACES = (
    (0, _("Off")),
    (5, _("5 seconds")),
    (30, _("30 seconds")),
    (MINUTE, _("1 minute")),
    (5 * MINUTE, _("5 minutes")),
    (HOUR, _("1 hour")),
)
HOW_LONG = dict.fromkeys(("required", "invalid_choice"), _("Choose how long."))


class ReportForm(forms.Form):
    """What is wrong with a message."""

    reason = forms.ChoiceField(choices=Report.Reason.choices)
    note = forms.CharField(max_length=NOTE_MAX_CHARS, required=False)


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(max_length=REASON_MAX_CHARS, required=False)


class MuteForm(ReasonForm):
    """How long somebody is muted, and why."""

    seconds = forms.TypedChoiceField(choices=DURATIONS, coerce=int, error_messages=HOW_LONG)

    def lasting(self) -> timedelta:
        """Return the chosen time."""
        return timedelta(seconds=self.cleaned_data["seconds"])


class PaceForm(forms.Form):
    """How far apart two messages of one person must be."""

    seconds = forms.TypedChoiceField(
        label=_("Time between two messages of one member"),
        choices=PACES,
        coerce=int,
        error_messages=HOW_LONG,
    )
