"""Turning codes from an app on."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from django.forms import Form
from django.http import HttpResponse

from chat.web.account.second_step import is_first_use


class ActivateApp(ActivateTOTPView):
    """allauth's page, whose code would open a session as well."""

    def form_valid(self, form: Form) -> HttpResponse:
        """Turn codes on; the one that was typed for it counts no more."""
        answer = super().form_valid(form)
        app = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        is_first_use(app, form.cleaned_data["code"])
        return answer
