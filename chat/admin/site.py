"""What holds for the whole place."""

from typing import Any

from django.contrib import admin
from django.db.models import ManyToManyField
from django.forms import ModelMultipleChoiceField
from django.http import HttpRequest

from chat.admin.base import OneRow
from chat.models import Room, SiteSettings


@admin.register(SiteSettings)
class SiteSettingsAdmin(OneRow):
    """The one row of choices."""

    filter_horizontal = ("default_rooms",)

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "ModelMultipleChoiceField[Any] | None":
        """Offer the rooms that newcomers can join."""
        public = Room.objects.open().filter(kind=Room.Kind.PUBLIC)
        return super().formfield_for_manytomany(db_field, request, queryset=public, **kwargs)
