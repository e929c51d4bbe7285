"""Taking a passkey away, but for the last one of somebody who has nothing else to sign in with."""

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _


class RemovePasskey(RemoveWebAuthnView):
    """allauth's page, which would let people lock themselves out."""

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
