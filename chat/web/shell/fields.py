"""Form fields for what people call themselves, their rooms and their places."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from chat.text.markdown.lines import is_writable, shows_itself, tidy

TYPED_PER_CHAR = 4
"""So many characters may be typed for each that is stored, such as spaces and invisible ones."""


def complaint_of(form: forms.BaseForm) -> str:
    """Return the first thing that is wrong with a form that is not valid."""
    return str(next(iter(form.errors.values()))[0])


class LineField(forms.CharField):
    """One line of text in any script, as `chat.text.markdown.lines` has it."""

    def to_python(self, value: Any) -> str:
        """Return the line that is stored. Raises ValidationError for what shows nothing."""
        typed = super().to_python(value) or ""
        if self.max_length and len(typed) > self.max_length * TYPED_PER_CHAR:
            return typed  # too long, which is said next
        line = tidy(typed)
        if typed.strip() and not shows_itself(line):
            raise ValidationError(_("Write at least one character that can be seen."))
        return line

    def validate(self, value: str) -> None:
        """Raise ValidationError for what cannot be shown."""
        super().validate(value)
        if not is_writable(value):
            raise ValidationError(_("This contains characters that cannot be shown."))
