"""Form fields: lines of text, such as names, and people by their usernames."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from chat.models import User
from chat.text.markdown.lines import is_writable, shows_itself, tidy
from chat.text.names.folding import lookup_key

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


TYPED_MAX_CHARS = 5_000
BETWEEN = re.compile(r"[\s,;、，；]+")


class PeopleField(forms.CharField):
    """Usernames with spaces or commas between them, with or without an @ before them."""

    widget = forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"})

    def __init__(self, *, most: int, **options: Any) -> None:
        super().__init__(max_length=TYPED_MAX_CHARS, **options)
        self.most = most
        self.widget.attrs["autocomplete"] = "off"

    def clean(self, value: Any) -> list[User]:
        """Return these people, in the order in which they are typed. Raises ValidationError."""
        typed = BETWEEN.split(super().clean(value))
        names = list(dict.fromkeys(_plain(name) for name in typed if _plain(name)))
        if len(names) > self.most:
            raise ValidationError(_too_many(self.most))
        return _people_called(names)


class PersonField(PeopleField):
    """One username."""

    def __init__(self, **options: Any) -> None:
        super().__init__(most=1, **options)

    def clean(self, value: Any) -> User:  # type: ignore[override]
        """Return this person. Raises ValidationError."""
        [person] = super().clean(value) or _nobody()
        return person


def _plain(name: str) -> str:
    return User.normalize_username(name).removeprefix("@")


def _people_called(names: list[str]) -> list[User]:
    found = User.objects.called(*names).filter(is_active=True)
    people = {person.folded_username: person for person in found}
    unknown = [name for name in names if lookup_key(name) not in people]
    if unknown:
        raise ValidationError(
            _("There is nobody here called %(names)s. Check how it is written."),
            params={"names": ", ".join(f"@{name}" for name in unknown)},
        )
    return [people[lookup_key(name)] for name in names]


def _nobody() -> list[User]:
    raise ValidationError(_("Write the username of one person."))


def _too_many(most: int) -> str:
    return ngettext(
        "Name at most %(number)d person.", "Name at most %(number)d people at a time.", most
    ) % {"number": most}
