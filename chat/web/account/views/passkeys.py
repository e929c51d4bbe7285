"""Signing in with a passkey, and taking one away."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import STATE_SESSION_KEY
from allauth.mfa.webauthn.views import LoginWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.core.cache import cache
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

CHALLENGE_SECONDS = 300


class SignInWithPasskey(LoginWebAuthnView):
    """allauth's, whose challenges are carried by those who ask for them: each is good once."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign in, unless this challenge has been answered before."""
        challenge = request.session.get(STATE_SESSION_KEY, {}).get("challenge")
        if challenge and not cache.add(f"passkey:{challenge}", 1, timeout=CHALLENGE_SECONDS):
            request.session.pop(STATE_SESSION_KEY, None)
        return super().post(request, *args, **kwargs)


class RemovePasskey(RemoveWebAuthnView):
    """allauth's page, but for the last one of somebody who has nothing else to sign in with."""

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
