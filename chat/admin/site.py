"""What holds for the whole place."""

from typing import Any

from django.contrib import admin
from django.db.models import ManyToManyField
from django.forms import ModelMultipleChoiceField
from django.http import HttpRequest

from chat.admin.base import NotDeletable
from chat.models import Room, SiteSettings


@admin.register(SiteSettings)
class SiteSettingsAdmin(NotDeletable):
    """The one row of choices."""

    list_display = ("name", "sign_up", "language")
    filter_horizontal = ("default_rooms",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one row, and no second."""
        return super().has_add_permission(request) and not SiteSettings.objects.exists()

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "ModelMultipleChoiceField[Any] | None":
        """Offer the rooms that newcomers can join."""
        public = Room.objects.open().filter(kind=Room.Kind.PUBLIC)
        return super().formfield_for_manytomany(db_field, request, queryset=public, **kwargs)
