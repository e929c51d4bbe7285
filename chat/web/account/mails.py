"""Mails about accounts, in the reader's language and under the site's name."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.urls import reverse
from django.utils import timezone, translation

from chat.models import SiteSettings, User
from chat.web.account.sign_in import owner_of
from chat.web.account.user_agents import device_name
from chat.web.shell import locales

logger = logging.getLogger(__name__)


class AccountMails(DefaultAccountAdapter):
    """django-allauth's mails, which go to open accounts only."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail under the site's name; a mail server that is down is logged and stops nobody.

        Closed accounts get no mail.
        """
        reader = context.get("user") or owner_of(email)
        if reader and not reader.is_active:
            return
        named = context | {"site_name": SiteSettings.current().name}
        try:
            super().send_mail(template_prefix, email, named)
        except (OSError, SMTPException):
            logger.exception("A mail could not be sent; is EMAIL_URL right?")

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell people what was changed about their account, from where, and what to do."""
        mail_context = (context or {}) | {
            "user": user,
            "browser": device_name(self.get_http_user_agent(self.request)),
            "reset_url": self.request.build_absolute_uri(reverse("account_reset_password")),
        }
        language = user.language or translation.get_language()
        zone = locales.zone_or_current(user.time_zone)
        with translation.override(language), timezone.override(zone):
            super().send_notification_mail(template_prefix, user, mail_context, email)
