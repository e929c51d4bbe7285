"""What holds for the whole place."""

from django.contrib import admin
from django.http import HttpRequest

from chat.admin.base import NotDeletable
from chat.models import SiteSettings


@admin.register(SiteSettings)
class SiteSettingsAdmin(NotDeletable):
    """The one row of choices."""

    list_display = ("name", "open_sign_up")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one row, and no second."""
        return super().has_add_permission(request) and not SiteSettings.objects.exists()
