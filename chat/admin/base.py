"""How the admin writes: through the actions, or not at all."""

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import HttpRequest
from django.utils.functional import cached_property

from chat.actions import administration

LISTED_MAX = 200


class FirstPages(Paginator):  # type: ignore[type-arg]
    """Pages of the first rows of a list that has no end; whoever wants another one searches."""

    @cached_property
    def count(self) -> int:
        """How many rows are listed: counting all would take as long as reading all."""
        return len(self.object_list.values_list("pk")[:LISTED_MAX])  # type: ignore[attr-defined]


class ThroughActions(admin.ModelAdmin):  # type: ignore[type-arg]
    """A page that stores the changed fields only, and does so in the actions."""

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        """Hand the row to the action."""
        if not change:
            return administration.store_new(obj)
        administration.store_changes(obj, form.changed_data)


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """A page to look at: its rows belong to the journal or are made elsewhere."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody changes here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody deletes here."""
        return False


class NotDeletable(ThroughActions):
    """A page whose rows others refer to for ever."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody deletes here."""
        return False
