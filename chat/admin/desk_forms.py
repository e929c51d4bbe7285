"""What a moderator fills in at the desk."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from chat.actions.bans import Sweep
from chat.actions.moderation import Way
from chat.models.sanction import REASON_MAX_CHARS
from chat.web.moderation_forms import DURATIONS

HOURS = (
    (0, _("Leave their messages")),
    (1, _("of the last hour")),
    (24, _("of the last 24 hours")),
    (24 * 7, _("of the last 7 days")),
    (24 * 365 * 100, _("all of them")),
)
WAYS = ((Way.HIDE.value, _("hide (can come back)")), (Way.PURGE.value, _("purge (for good)")))


class ActForm(forms.Form):
    """One act on a case or a person. `act` comes from the button that was pressed."""

    act = forms.CharField(max_length=16)
    reason = forms.CharField(
        label=_("Why (the person and the audit log get this)"),
        max_length=REASON_MAX_CHARS,
        required=False,
    )
    seconds = forms.TypedChoiceField(
        label=_("Mute for"), choices=DURATIONS, coerce=int, required=False, initial=86_400
    )
    hours = forms.TypedChoiceField(
        label=_("With a ban, take down messages"), choices=HOURS, coerce=int, required=False
    )
    way = forms.ChoiceField(label=_("How"), choices=WAYS, required=False)
    addresses = forms.BooleanField(label=_("Ban their addresses too"), required=False)

    def lasting(self) -> timedelta:
        """Return how long a mute is to last."""
        return timedelta(seconds=self.cleaned_data["seconds"] or 86_400)

    def sweep(self) -> Sweep | None:
        """Return what is to be taken down along with a ban."""
        hours = self.cleaned_data["hours"]
        return Sweep(hours, Way(self.cleaned_data["way"] or "hide")) if hours else None
