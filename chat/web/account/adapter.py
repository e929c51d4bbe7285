"""django-allauth's adapter: who may sign up, how accounts are stored, where people go next."""

from typing import Any, NoReturn

from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from chat.actions.people import accounts, newcomers
from chat.actions.refusal import Refused
from chat.models import User
from chat.models.people.usernames import USERNAME_MAX_CHARS
from chat.text.names.folding import lookup_key
from chat.web.account import sign_up
from chat.web.account.forms import EMAIL_MAX_CHARS
from chat.web.account.log import log_failure
from chat.web.account.mails import AccountMails
from chat.web.account.sign_in import person_named
from chat.web.shell.browser_data import SIGNED_OUT_TAG
from chat.web.shell.refusals import TEXTS, text_of

WAYS_TO_CONFIRM = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use a code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}
WRONG_SIGN_IN = _("The name and the password do not belong together. Check both and try again.")


class AccountAdapter(AccountMails):
    """django-allauth's hooks, implemented with Hiroba's actions."""

    # One text, whether the name or the password is wrong, and whichever way the name is given.
    error_messages = AccountMails.error_messages | {
        "username_password_mismatch": WRONG_SIGN_IN,
        "email_password_mismatch": WRONG_SIGN_IN,
        "username_taken": TEXTS["username_taken"],
        "too_many_login_attempts": _(
            "There were too many attempts to sign in. Wait five minutes and try again."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return whether this visitor may make an account."""
        return sign_up.may_sign_up(request)

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """Return the username as it is stored. Raises ValidationError."""
        username = User.normalize_username(username)
        # Normalizing may lengthen it after the form has checked its length.
        MaxLengthValidator(USERNAME_MAX_CHARS)(username)
        if User.objects.called(username).exists():
            raise self.validation_error("username_taken")
        return super().clean_username(username, shallow)

    def clean_email(self, email: str) -> str:
        """Return the address. Raises ValidationError for one that is too long to be stored."""
        MaxLengthValidator(EMAIL_MAX_CHARS)(email)
        return super().clean_email(email)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Return the person, or None; one password is compared whatever name was typed."""
        login, password = credentials["username"], credentials["password"]
        person = person_named(login)
        known_as = person.username if person else ""
        found = super().authenticate(request, login=login, username=known_as, password=password)
        if found is None:
            log_failure("sign_in_failed", request, person.pk if person else None)
        return found

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt, alike for known and unknown names. Raises ValidationError."""
        try:
            super().pre_authenticate(request, username=lookup_key(credentials["login"]))
        except ValidationError:
            log_failure("sign_in_limited", request, None)
            raise

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> Any:
        """Refuse to sign somebody in from a banned address.

        Staff may sign in: they may share the address, and can lift the ban.
        """
        if sign_up.is_banned(request) and not user.is_staff:
            words = _("Nobody signs in or up from this address at present.")
            messages.error(request, words)
            log_failure("sign_in_from_banned_address", request, user.pk)
            return redirect("account_login")
        return super().pre_login(request, user, **kwargs)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Say that the account is closed: the visitor has its password or a passkey."""
        log_failure("sign_in_to_closed_account", request, user.pk)
        return super().respond_user_inactive(request, user)

    def save_user(
        self, request: HttpRequest, user: User, form: forms.Form, commit: bool = True
    ) -> User:
        """Store the new person, who joins the first rooms and the one they were invited to."""
        invitation = sign_up.remembered(request)
        if not self.is_open_for_signup(request):  # it may have changed while the form was checked
            self._send_back(request, Refused("invitation_ended"))
        data = form.cleaned_data
        newcomer = newcomers.Newcomer(
            username=data["username"],
            password=data["password1"],
            name=data["name"],
            email=data["email"],
            language=get_language() or "",
        )
        try:
            return newcomers.sign_up(newcomer, invitation)
        except Refused as refusal:
            self._send_back(request, refusal)

    def _send_back(self, request: HttpRequest, refusal: Refused) -> NoReturn:
        messages.error(request, text_of(refusal))
        raise ImmediateHttpResponse(redirect("account_signup")) from refusal

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Return whether the address is confirmed now; never for a closed account.

        If two accounts confirm an address at the same moment, the database accepts one.
        """
        try:
            return email_address.user.is_active and super().confirm_email(request, email_address)
        except IntegrityError:
            return False

    def set_password(self, user: User, password: str) -> None:
        """Store the new password; allauth then opens a new session for its owner."""
        accounts.set_password(user, password)

    def logout(self, request: HttpRequest) -> None:
        """Sign out, with a message whose tag makes the next page clear its data."""
        super().logout(request)
        messages.success(request, _("You have signed out."), extra_tags=SIGNED_OUT_TAG)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Return the address of the room that the new person was invited to, or the start."""
        invitation = sign_up.take_remembered(request)
        return resolve_url("room", invitation.room.slug) if invitation else reverse("home")

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the address of the invitation that the person came with, or the start."""
        invitation = sign_up.take_remembered(request)
        return sign_up.path_of(invitation) if invitation else reverse("home")

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Return the ways in which this person can confirm their identity, in our words."""
        ways = super().get_reauthentication_methods(user)
        return [way | {"description": WAYS_TO_CONFIRM[way["id"]]} for way in ways]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return where people go after they have changed their password."""
        return reverse("account")
