"""The Django application's registration."""

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from chat.management import checks


class ChatConfig(AppConfig):
    """Hiroba's application, under the label that the custom user model needs."""

    name = "chat"
    verbose_name = _("Chat")

    def ready(self) -> None:
        """Add Hiroba's own checks to Django's."""
        register(checks.errors)
        register(checks.told)
        register(checks.deployment_warnings, deploy=True)
