"""The Django application's registration."""

from importlib import import_module

from django.apps import AppConfig
from django.core.checks import register
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

from chat.management import checks


class ChatConfig(AppConfig):
    """Hiroba's application, under the label that the custom user model needs."""

    name = "chat"
    verbose_name = _("Chat")

    def ready(self) -> None:
        """Add Hiroba's own checks to Django's, and hear what happens to accounts."""
        register(checks.errors)
        register(checks.setting_warnings)
        register(checks.deployment_warnings, deploy=True)
        import_module("chat.web.account.events")  # which needs the models that are ready by now
        maintenance = import_module("chat.actions.maintenance")
        connection_created.connect(maintenance.guard)
        pre_migrate.connect(maintenance.begin_migration, sender=self)
        post_migrate.connect(maintenance.end_migration, sender=self)
