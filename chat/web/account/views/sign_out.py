"""Signing out, after which the browser keeps nothing of the conversations."""

from typing import Any

from allauth.account.views import LogoutView
from django.http import HttpResponse

from chat.web.shell.forgetting import forgotten


class SignOut(LogoutView):
    """allauth's page, on which nobody was told to forget."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign out. Whoever has not signed in to the end leaves nothing behind."""
        was_signed_in = self.request.user.is_authenticated
        answer: HttpResponse = super().post(*args, **kwargs)
        return forgotten(answer) if was_signed_in else answer
