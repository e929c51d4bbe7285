"""Pages of allauth that differ here: passkeys, codes, signing out, and asking for a password."""

import logging
from collections.abc import Callable
from typing import Any

from allauth.account.views import LogoutView, PasswordResetView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.internal.auth import STATE_SESSION_KEY
from allauth.mfa.webauthn.views import LoginWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.core.cache import cache
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from chat.web.account.allauth_forms import ResetPasswordForm
from chat.web.account.second_step import is_first_use
from chat.web.shell.browser_data import with_data_cleared

CHALLENGE_SECONDS = 300


class SignInWithPasskey(LoginWebAuthnView):
    """allauth's page; visitors carry its challenges in cookies, so each is accepted only once."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign in, unless this challenge has been answered before."""
        challenge = request.session.get(STATE_SESSION_KEY, {}).get("challenge")
        if challenge and not cache.add(f"passkey:{challenge}", 1, timeout=CHALLENGE_SECONDS):
            request.session.pop(STATE_SESSION_KEY, None)
        return super().post(request, *args, **kwargs)


class RemovePasskey(RemoveWebAuthnView):
    """allauth's page; it keeps the last passkey of somebody who has no other way to sign in."""

    def form_valid(self, form: Form) -> HttpResponse:
        """Remove the passkey, unless nobody could sign in afterwards."""
        if self._is_last_way_in():
            messages.error(
                self.request, _("You have no password: this passkey is your only way in.")
            )
            return redirect("mfa_index")
        return super().form_valid(form)

    def _is_last_way_in(self) -> bool:
        passkeys = Authenticator.objects.filter(
            user=self.request.user, type=Authenticator.Type.WEBAUTHN
        )
        return passkeys.count() == 1 and not self.request.user.has_usable_password()


class ActivateApp(ActivateTOTPView):
    """allauth's page; the code that activates the app cannot be used again to sign in."""

    def form_valid(self, form: Form) -> HttpResponse:
        """Activate codes, and use up the one that was typed."""
        answer = super().form_valid(form)
        app = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        is_first_use(app, form.cleaned_data["code"])
        return answer


class SignOut(LogoutView):
    """allauth's page; the browser also clears its data."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign out, and clear the browser's data if somebody was signed in."""
        was_signed_in = self.request.user.is_authenticated
        answer: HttpResponse = super().post(*args, **kwargs)
        return with_data_cleared(answer) if was_signed_in else answer


logger = logging.getLogger(__name__)


def do_after_response(response: HttpResponse, work: Callable[[], object]) -> HttpResponse:
    """Do the work after the response was sent, so that its duration tells the visitor nothing.

    The request's database connection is still open then.
    """
    close = response.close

    def work_and_close() -> None:
        try:
            work()
        except Exception:
            logger.exception("Work after a response failed")
        finally:
            close()

    response.close = work_and_close  # type: ignore[method-assign]
    return response


class AskForNewPassword(PasswordResetView):
    """allauth's page mails before it answers, so that its delay reveals who has an account."""

    def form_valid(self, form: ResetPasswordForm) -> HttpResponse:
        """Answer, and send the mail afterwards."""
        answer: HttpResponse = super().form_valid(form)
        return do_after_response(answer, form.send_mail) if form.send_mail else answer
