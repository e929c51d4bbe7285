"""Asking for a new password: the answer comes equally soon whoever has an account here."""

from allauth.account.views import PasswordResetView
from django.http import HttpResponse

from chat.web.account.afterwards import afterwards
from chat.web.account.allauth_forms import ResetPasswordForm


class AskForNewPassword(PasswordResetView):
    """allauth's page, which looked for the account and wrote the mail before it answered."""

    def form_valid(self, form: ResetPasswordForm) -> HttpResponse:
        """Answer, and then send what is to be sent."""
        answer: HttpResponse = super().form_valid(form)
        return afterwards(answer, form.letter) if form.letter else answer
