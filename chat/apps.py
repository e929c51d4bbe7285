"""The Django application's registration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChatConfig(AppConfig):
    """Hiroba's application, under the label that the custom user model needs."""

    name = "chat"
    verbose_name = _("Chat")
