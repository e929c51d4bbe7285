"""How the admin writes: through the actions, or not at all."""

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property

from chat.actions.moderation import administration
from chat.text.names.folding import lookup_key

LISTED_MAX = 200
SOUGHT_MAX_CHARS = 200
ASKED_WAYS = (
    *("__exact", "__id__exact", "__isnull", "__in", "__gte", "__lt"),
    *("__year", "__month", "__day"),
)
"""The lookups that Django's filter links use; none of them follows a relation."""


class FirstPages(Paginator):  # type: ignore[type-arg]
    """Pages of the first LISTED_MAX rows of a long list; people search for the others."""

    @cached_property
    def count(self) -> int:
        """The number of listed rows: counting all rows would take as long as reading them."""
        return len(self.object_list.values_list("pk")[:LISTED_MAX])  # type: ignore[attr-defined]


class Listed(admin.ModelAdmin):  # type: ignore[type-arg]
    """A list that accepts only the lookups of its own filters.

    Django accepts a lookup on any field, so that whoever sees a row could find out, letter by
    letter, what the page hides: a token, a secret, a private room's name.
    """

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Return whether the list's address may contain this lookup."""
        filters = self.get_list_filter(request) if request else self.list_filter
        names = [str(one[0] if isinstance(one, tuple) else one) for one in filters]
        offered = [*names, *([self.date_hierarchy] if self.date_hierarchy else [])]
        ways = ("", *ASKED_WAYS)
        return any(lookup == name + way for name in offered for way in ways)


class ThroughActions(Listed):
    """A page that stores only the changed fields, through the actions."""

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        """Store the row through the actions."""
        if not change:
            return administration.store_new(obj)
        administration.store_changes(obj, form.changed_data)


class FoundByName(admin.ModelAdmin):  # type: ignore[type-arg]
    """A list that is searched in folded columns, so that search works in every script."""

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """Fold the words as the columns are; too long ones find nothing anyway."""
        folded = lookup_key(search_term[:SOUGHT_MAX_CHARS])
        return super().get_search_results(request, queryset, folded)


class ReadOnly(Listed):
    """A read-only page: its rows belong to the journal or are created elsewhere."""

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
    """A page whose rows are never deleted, because others refer to them."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody deletes here."""
        return False


class OneRow(NotDeletable):
    """Settings in a single row: the list redirects to its form."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only the first row can be added."""
        return super().has_add_permission(request) and not self._rows.exists()

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Redirect to the row, or to the form that creates it."""
        only = self._rows.first()
        if only and self.has_view_or_change_permission(request):
            return redirect(f"admin:{self._name}_change", only.pk)
        if self.has_add_permission(request):
            return redirect(f"admin:{self._name}_add")
        return super().changelist_view(request, *args, **kwargs)

    @property
    def _rows(self) -> QuerySet[Any]:
        return self.model._default_manager.all()

    @property
    def _name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}"
