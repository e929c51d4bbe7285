"""The site settings."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm, TextInput
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from chat.actions.moderation import administration
from chat.admin.base import OneRow
from chat.models import SiteSettings
from chat.models.site import MAINTENANCE_MAX_CHARS, SITE_NAME_MAX_CHARS
from chat.web.shell.fields import LineField


class SiteForm(ModelForm):  # type: ignore[type-arg]
    """The site settings, with a visible name."""

    name = LineField(label=_("Name of this place"), max_length=SITE_NAME_MAX_CHARS)
    maintenance = LineField(
        label=_("Maintenance"),
        help_text=_("While a sentence stands here, people read it, and nobody can write."),
        max_length=MAINTENANCE_MAX_CHARS,
        required=False,
        widget=TextInput(attrs={"class": "vLargeTextField"}),
    )


@admin.register(SiteSettings)
class SiteSettingsAdmin(OneRow):
    """The one row of settings."""

    form = SiteForm
    autocomplete_fields = ("default_rooms",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Store the row through the action, which every process follows."""
        if not change:
            return administration.store_new(obj)
        administration.store_site(obj, form.changed_data)
