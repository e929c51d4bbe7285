"""allauth's forms in our words; apart from forms.py, which allauth's own forms inherit from."""

from typing import TYPE_CHECKING, Any

from allauth.account import forms as allauth
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from chat.web.forms import EMAIL_MAX_CHARS

if TYPE_CHECKING:
    Labelled = forms.Form
else:
    Labelled = object


class InOurWords(Labelled):
    """Names the fields once, above them, in the words that the other pages use."""

    labels: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)


class SignInForm(InOurWords, allauth.LoginForm):
    """Name and password."""

    labels = {"login": _("Username or e-mail address"), "password": _("Password")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Before anything is made of it: folding a long one would take long.
        self.fields["login"].validators.append(MaxLengthValidator(EMAIL_MAX_CHARS))
        self.fields["login"].widget.attrs |= {
            "maxlength": EMAIL_MAX_CHARS,
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
        }


class SignUpForm(InOurWords, allauth.SignupForm):
    """A new account."""

    labels = {
        "username": _("Username"),
        "email": _("E-mail address (optional)"),
        "password1": _("Password"),
        "password2": _("Password (again)"),
    }


class AddEmailForm(InOurWords, allauth.AddEmailForm):
    """One more address."""

    labels = {"email": _("E-mail address")}


class ResetPasswordForm(InOurWords, allauth.ResetPasswordForm):
    """Where to send the link to."""

    labels = {"email": _("E-mail address")}


class ResetPasswordKeyForm(InOurWords, allauth.ResetPasswordKeyForm):
    """The new password, for somebody who has followed the link."""

    labels = {"password1": _("New password"), "password2": _("New password (again)")}


class ChangePasswordForm(InOurWords, allauth.ChangePasswordForm):
    """The present and the new password."""

    labels = ResetPasswordKeyForm.labels | {"oldpassword": _("Present password")}


class SetPasswordForm(InOurWords, allauth.SetPasswordForm):
    """The first password of an account that has none."""

    labels = ResetPasswordKeyForm.labels


class ReauthenticateForm(InOurWords, allauth.ReauthenticateForm):
    """The password once more."""

    labels = {"password": _("Password")}
