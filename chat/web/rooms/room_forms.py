"""The forms inside a room: finding, posting, and asking for history."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from chat.web.shell.fields import LineField

SEARCH_MAX_CHARS = 80
PAGE_MAX = 100
NUMBER_MAX = 2**53 - 1
PLACES = ("before", "after", "around")
INCOMPLETE = _("The form arrived incomplete. Nothing was stored; send it once more.")


class SearchForm(forms.Form):
    """Words to look for."""

    q = LineField(label=_("Search"), max_length=SEARCH_MAX_CHARS, required=False)

    def words(self) -> str:
        """Return the words; none when they could not be found anywhere."""
        return self.cleaned_data["q"] if self.is_valid() else ""


class MessageForm(forms.Form):
    """A message from a browser without JavaScript."""

    body = forms.CharField(strip=False, required=False, widget=forms.Textarea)
    nonce = forms.UUIDField(error_messages={"required": INCOMPLETE, "invalid": INCOMPLETE})

    def clean_body(self) -> str:
        """Return the text with the line ends that the socket sends, so that the nonce fits both."""
        return self.cleaned_data["body"].replace("\r\n", "\n")


class HistoryForm(forms.Form):
    """Which page of a room's history is wanted; docs/protocol.md, `history`."""

    before = forms.IntegerField(min_value=0, max_value=NUMBER_MAX, required=False)
    after = forms.IntegerField(min_value=0, max_value=NUMBER_MAX, required=False)
    around = forms.IntegerField(min_value=0, max_value=NUMBER_MAX, required=False)
    limit = forms.IntegerField(min_value=1, max_value=PAGE_MAX, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a page that should lie in several places."""
        places = [self.cleaned_data.get(name) for name in PLACES]
        if sum(place is not None for place in places) > 1:
            raise ValidationError(_("Ask for what is before, after or around a place."))
        return self.cleaned_data

    def page(self) -> dict[str, int]:
        """Return what was asked for, as `journal.page` takes it."""
        return {name: value for name, value in self.cleaned_data.items() if value is not None}
