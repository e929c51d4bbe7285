"""What somebody writes to a bookmark, and when they want to be reminded of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chat.models import Bookmark
from chat.models.messages.bookmark import NOTE_MAX_CHARS

MOMENT = "%Y-%m-%dT%H:%M"
"""How browsers send a date and time, in the zone of the page."""


class MomentInput(forms.DateTimeInput):
    """A field in which a browser shows its own calendar."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format=MOMENT)


class BookmarkForm(forms.Form):
    """A note and a reminder; either may be empty."""

    note = forms.CharField(
        label=_("Note"),
        max_length=NOTE_MAX_CHARS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    remind_at = forms.DateTimeField(
        label=_("Remind me at"),
        required=False,
        input_formats=[MOMENT, f"{MOMENT}:%S"],
        widget=MomentInput,
        error_messages={"invalid": _("This is no date and time.")},
    )

    @classmethod
    def of(cls, bookmark: Bookmark) -> "BookmarkForm":
        """Return the form as it stands in a list, one of many."""
        told: dict[str, Any] = {"note": bookmark.note, "remind_at": bookmark.remind_at}
        return cls(initial=told, auto_id=f"bookmark-{bookmark.pk}-%s")
