"""The forms of accounts: each turns what a browser sends into arguments of an action."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_text_html,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from chat.actions.people.newcomers import Newcomer
from chat.models import User
from chat.models.people.user import NAME_MAX_CHARS
from chat.models.people.usernames import (
    USERNAME_MAX_CHARS,
    validate_new_username,
    validate_newcomers_name,
)
from chat.models.rooms.room import ROOM_NAME_MAX_CHARS
from chat.models.site import SITE_NAME_MAX_CHARS
from chat.web.shell.fields import LineField

EMAIL_MAX_CHARS = 254
NAME_HELP = _("What others read. You can change it at any time.")


class SignUpExtras(forms.Form):
    """What Hiroba asks besides what allauth asks; allauth's sign-up form inherits from it."""

    name = LineField(
        label=_("Display name (optional)"),
        help_text=NAME_HELP,
        max_length=NAME_MAX_CHARS,
        validators=[validate_newcomers_name],
        required=False,
    )
    field_order = ["username", "name", "email", "password1", "password2"]

    def signup(self, request: HttpRequest, user: User) -> None:
        """Do nothing more: allauth calls this after the adapter has stored everything."""


class SetUpForm(forms.Form):
    """The first administrator, the first room, and what this place is called."""

    site_name = LineField(
        label=_("Name of this place"), max_length=SITE_NAME_MAX_CHARS, initial="Hiroba"
    )
    room_name = LineField(label=_("First room"), max_length=ROOM_NAME_MAX_CHARS)
    username = forms.CharField(
        label=_("Username"),
        help_text=_("What you type to sign in."),
        max_length=USERNAME_MAX_CHARS,
        validators=[validate_new_username],
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    name = LineField(
        label=_("Display name (optional)"),
        help_text=NAME_HELP,
        max_length=NAME_MAX_CHARS,
        required=False,
    )
    email = forms.EmailField(
        label=_("E-mail address (optional)"),
        help_text=_("Needed only to reset a forgotten password."),
        max_length=EMAIL_MAX_CHARS,
        required=False,
    )
    password1 = forms.CharField(
        label=_("Password"),
        help_text=password_validators_help_text_html(),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("Password (again)"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_username(self) -> str:
        """Return the username as it is stored. Raises ValidationError when it becomes too long."""
        username = User.normalize_username(self.cleaned_data["username"])
        User._meta.get_field("username").run_validators(username)
        return username

    def clean(self) -> dict[str, Any]:
        """Compare the passwords, and refuse one that is easily guessed."""
        given = self.cleaned_data
        if given.get("password1") != given.get("password2") and "password2" in given:
            self.add_error("password2", _("Type the same password twice."))
        if given.get("password1"):
            self._check_password(given)
        return given

    def _check_password(self, given: dict[str, Any]) -> None:
        person = User(
            username=given.get("username", ""),
            name=given.get("name", ""),
            email=given.get("email", ""),
        )
        try:
            validate_password(given["password1"], person)
        except ValidationError as error:
            self.add_error("password1", error)

    def newcomer(self) -> Newcomer:
        """Return the administrator-to-be, who reads the language of this page."""
        given = self.cleaned_data
        return Newcomer(
            username=given["username"],
            password=given["password1"],
            name=given["name"],
            email=given["email"],
            language=get_language() or "",
        )
