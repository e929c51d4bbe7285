"""What a moderator fills in at the desk."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from chat.actions.moderation.bans import Sweep, Terms
from chat.actions.moderation.resolving import Decision
from chat.actions.moderation.takedowns import Takedown
from chat.actions.refusal import Refused
from chat.models.moderation.sanction import REASON_MAX_CHARS
from chat.text.names.visible import has_visible_text
from chat.web.moderation.forms import DAY, DURATIONS
from chat.web.shell.refusals import text_of

HOURS = (
    (0, _("Leave their messages")),
    (1, _("of the last hour")),
    (24, _("of the last 24 hours")),
    (24 * 7, _("of the last 7 days")),
    (24 * 365 * 100, _("all of them")),
)
WAYS = (
    (Takedown.HIDE.value, _("hide (can come back)")),
    (Takedown.PURGE.value, _("purge (for good)")),
)
NO_REASON = _("Write why: the person and the audit log get this.")


class ActForm(forms.Form):
    """One act on a case or a person. `seen`: its state as the moderator saw it."""

    reason = forms.CharField(
        label=_("Why (for the audit log, if you like)"),
        max_length=REASON_MAX_CHARS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.CharField(max_length=400, required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any] | None:
        """Raise ValidationError when the form does not say what the moderator saw."""
        if not self.cleaned_data.get("seen"):
            raise ValidationError(text_of(Refused("changed_meanwhile")))
        return super().clean()

    def clean_reason(self) -> str:
        """Return the reason with the line breaks that were typed."""
        return self.cleaned_data["reason"].replace("\r\n", "\n")

    def arguments(self) -> tuple[Any, ...]:
        """Return the verb's arguments after moderator and subject."""
        return (Decision(self.cleaned_data["reason"], self.cleaned_data["seen"]),)


class GraveForm(ActForm):
    """An act that requires a reason."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        reason.label = _("Why (the person and the audit log get this)")
        reason.required = True
        reason.error_messages["required"] = NO_REASON

    def clean_reason(self) -> str:
        """Raise ValidationError for a reason that shows nothing."""
        reason = super().clean_reason()
        if not has_visible_text(reason):
            raise ValidationError(NO_REASON)
        return reason


class PurgeForm(GraveForm):
    """A purge, about which the person gets no message."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Why (for the audit log)")


class MuteForm(GraveForm):
    """How long somebody is muted."""

    seconds = forms.TypedChoiceField(
        label=_("Mute for"), choices=DURATIONS, coerce=int, required=False, initial=DAY
    )

    def arguments(self) -> tuple[Any, ...]:
        """Return the usual arguments, and the duration of the mute."""
        lasting = timedelta(seconds=self.cleaned_data["seconds"] or DAY)
        return (*super().arguments(), lasting)


class BanForm(GraveForm):
    """How somebody is banned."""

    hours = forms.TypedChoiceField(
        label=_("With a ban, take down messages"), choices=HOURS, coerce=int, required=False
    )
    way = forms.ChoiceField(label=_("How"), choices=WAYS, required=False)
    addresses = forms.BooleanField(label=_("Ban their addresses too"), required=False)

    def arguments(self) -> tuple[Any, ...]:
        """Return the usual arguments, and the terms of the ban."""
        given = self.cleaned_data
        sweep = Sweep(given["hours"], Takedown(given["way"] or "hide")) if given["hours"] else None
        return (*super().arguments(), Terms(given["reason"], sweep, given["addresses"]))
