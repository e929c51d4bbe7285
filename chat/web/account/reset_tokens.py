"""The links of mails by which people choose a new password."""

from allauth.account.forms import EmailAwarePasswordResetTokenGenerator
from django.contrib.auth.base_user import AbstractBaseUser


class ResetTokens(EmailAwarePasswordResetTokenGenerator):
    """Links that end when the account is closed, though they were sent before."""

    def check_token(self, user: AbstractBaseUser | None, token: str | None) -> bool:
        """Return whether the link works."""
        return user is not None and user.is_active and super().check_token(user, token)
