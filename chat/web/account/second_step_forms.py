"""allauth's forms of the second step, in our words."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as codes
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as apps
from allauth.mfa.webauthn import forms as keys
from django import forms
from django.utils.translation import gettext_lazy as _

from chat.web.account.allauth_forms import InOurWords
from chat.web.account.second_step import is_first_use
from chat.web.shell.fields import LineField

PASSKEY_NAME_MAX_CHARS = 80


class CodeForm(InOurWords, codes.AuthenticateForm):
    """The code of the app, or one of the recovery codes."""

    labels = {"code": _("Code from your app, or a recovery code")}

    def clean_code(self) -> str:
        """Return the code. Raises ValidationError for a wrong one, and for one that was used."""
        code = super().clean_code()
        return _spent(self.authenticator, code)


class CodeAgainForm(InOurWords, codes.ReauthenticateForm):
    """The same, before something important."""

    labels = CodeForm.labels

    def clean_code(self) -> str:
        """Return the code. Raises ValidationError for a wrong one, and for one that was used."""
        code = super().clean_code()
        return _spent(self.authenticator, code)


def _spent(used: Authenticator, code: str) -> str:
    """Recovery codes are struck out by the library."""
    if used.type == Authenticator.Type.TOTP and not is_first_use(used, code):
        raise get_adapter().validation_error("incorrect_code")
    return code


class ActivateAppForm(InOurWords, apps.ActivateTOTPForm):
    """The first code, which shows that the app knows the secret."""

    labels = {"code": _("The six digits that the app shows")}


class AddPasskeyForm(InOurWords, keys.AddWebAuthnForm):
    """A new passkey: always one that signs in by itself, without a password."""

    name = LineField(
        label=_("Name"),
        help_text=_("Where it is kept, so that you know it again: a phone, a computer, a key."),
        max_length=PASSKEY_NAME_MAX_CHARS,
        required=False,
    )
    passwordless = forms.BooleanField(initial=True, widget=forms.HiddenInput)


class RenamePasskeyForm(InOurWords, keys.EditWebAuthnForm):
    """Another name for a passkey."""

    name = LineField(label=_("Name"), max_length=PASSKEY_NAME_MAX_CHARS)
