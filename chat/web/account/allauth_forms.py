"""allauth's forms in our words; apart from forms.py, which allauth's own forms inherit from."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.account.fields import EmailField
from allauth.account.internal.flows.password_reset import request_password_reset
from allauth.core import context
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from chat.web.account.forms import EMAIL_MAX_CHARS
from chat.web.account.log import log_event, log_failure
from chat.web.account.sign_in import folded, owner_of

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


class AddressField(EmailField):
    """An e-mail address, in whatever width it is typed."""

    def to_python(self, value: Any) -> str:
        """Return it as it is stored."""
        return folded(super().to_python(value) or "")


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

    email = AddressField()

    labels = {
        "username": _("Username"),
        "email": _("E-mail address (optional)"),
        "password1": _("Password"),
        "password2": _("Password (again)"),
    }


class AddEmailForm(InOurWords, allauth.AddEmailForm):
    """One more address."""

    email = AddressField()

    labels = {"email": _("E-mail address")}


class ResetPasswordForm(InOurWords, allauth.ResetPasswordForm):
    """Where to send the link to: one mail at most, and none for an account that is closed.

    `letter` writes and sends it, once the form was saved: whose address it is is not asked before.
    """

    email = AddressField()
    labels = {"email": _("E-mail address")}
    send_mail: Callable[[], None] | None = None

    def clean_email(self) -> str:
        """Return the address. Raises ValidationError for one that cannot be stored."""
        return str(get_adapter().clean_email(self.cleaned_data["email"]))

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Have the letter ready to be sent, and return the address."""
        self.send_mail = partial(self._send, request, get_language() or settings.LANGUAGE_CODE)
        return str(self.cleaned_data["email"])

    def _send(self, request: HttpRequest, language: str) -> None:
        address = str(self.cleaned_data["email"])
        owner = owner_of(address)
        log_event("password_reset_asked", request, owner.pk if owner else None)
        reached = [owner] if owner and owner.is_active else []
        with context.request_context(request), translation.override(language):
            request_password_reset(request, address, reached, token_generator=None)


class ResetPasswordKeyForm(InOurWords, allauth.ResetPasswordKeyForm):
    """The new password, for somebody who has followed the link."""

    labels = {"password1": _("New password"), "password2": _("New password (again)")}


class ChangePasswordForm(InOurWords, allauth.ChangePasswordForm):
    """The present and the new password."""

    labels = ResetPasswordKeyForm.labels | {"oldpassword": _("Present password")}

    def clean_oldpassword(self) -> str:
        """Return the present password. Raises ValidationError for a wrong one, which is logged."""
        try:
            return super().clean_oldpassword()
        except ValidationError:
            log_failure("password_change_failed", context.request, self.user.pk)
            raise


class SetPasswordForm(InOurWords, allauth.SetPasswordForm):
    """The first password of an account that has none."""

    labels = ResetPasswordKeyForm.labels


class ReauthenticateForm(InOurWords, allauth.ReauthenticateForm):
    """The password once more."""

    labels = {"password": _("Password")}
