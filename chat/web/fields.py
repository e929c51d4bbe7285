"""Form fields for what people call themselves, their rooms and their places."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Marks that turn the text after them round: a name that holds one could pose as another name.
DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
UNWRITABLE_CATEGORIES = frozenset({"Cc", "Cs", "Cn"})


def complaint_of(form: forms.BaseForm) -> str:
    """Return the first thing that is wrong with a form that is not valid."""
    return str(next(iter(form.errors.values()))[0])


class LineField(forms.CharField):
    """One line of text in any script, in NFC, with single spaces."""

    def to_python(self, value: Any) -> str:
        """Return the text without needless spaces."""
        text = unicodedata.normalize("NFC", super().to_python(value) or "")
        return " ".join(text.split())

    def validate(self, value: str) -> None:
        """Raise ValidationError for what shows nothing, or shows something else than it is."""
        super().validate(value)
        if any(_is_unwritable(char) for char in value):
            raise ValidationError(_("This contains characters that cannot be shown."))
        if value and not any(unicodedata.category(char)[0] not in "ZC" for char in value):
            raise ValidationError(_("Write at least one character that can be seen."))


def _is_unwritable(char: str) -> bool:
    return char in DIRECTION_MARKS or unicodedata.category(char) in UNWRITABLE_CATEGORIES
