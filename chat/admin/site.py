"""What holds for the whole place."""

from typing import Any

from django.contrib import admin
from django.db.models import ManyToManyField
from django.forms import ModelForm, ModelMultipleChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from chat.admin.base import OneRow
from chat.models import Room, SiteSettings
from chat.models.site import SITE_NAME_MAX_CHARS
from chat.web.fields import LineField


class SiteForm(ModelForm):  # type: ignore[type-arg]
    """A name that can be seen, and the choices."""

    name = LineField(label=_("Name of this place"), max_length=SITE_NAME_MAX_CHARS)


@admin.register(SiteSettings)
class SiteSettingsAdmin(OneRow):
    """The one row of choices."""

    form = SiteForm
    filter_horizontal = ("default_rooms",)

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "ModelMultipleChoiceField[Any] | None":
        """Offer the rooms that newcomers can join."""
        public = Room.objects.open().filter(kind=Room.Kind.PUBLIC)
        return super().formfield_for_manytomany(db_field, request, queryset=public, **kwargs)
