"""The rules, the filters and the audit log, in the admin's own lists."""

import csv
import json
from collections.abc import Iterator
from typing import Any
from unicodedata import normalize

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext_lazy, ngettext

from chat.actions.moderation.rulebook import delete_filters, store_filter, store_rules, try_filter
from chat.admin.base import Listed, OneRow, ReadOnly
from chat.admin.desk.private import entries_for
from chat.models import AuditEntry, Filter, RuleBook
from chat.text.names.visible import is_visible

EXPORTED = (
    *("id", "at", "act", "actor_id", "actor", "subject_id", "subject", "room_id", "room"),
    *("message_id", "seq", "reason", "before", "after"),
)
OF_ROOMS = ("room_id", "room", "message_id", "seq")
"""Columns that are blank unless the viewer may know the room."""
NOTHING = "-"
FORMULA_STARTS = ("=", "+", "-", "@", "\N{MINUS SIGN}")  # the wide minus of some keyboards


@admin.register(RuleBook)
class RulesAdmin(OneRow):
    """The one row of rules."""

    change_form_template = "admin/desk/list_or_form.html"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Store the rules through the action, which every process follows."""
        store_rules(request.user, obj, form.changed_data)  # type: ignore[arg-type]


@admin.register(Filter)
class FilterAdmin(Listed):
    """Words and links; each can be tried against history before it is switched on."""

    list_display = ("pattern", "kind", "action", "newcomers_only", "is_on", "note")
    list_filter = ("is_on", "kind", "action")
    search_fields = ("pattern", "note")
    actions = ("try_out",)
    change_list_template = "admin/desk/list_or_form.html"
    change_form_template = "admin/desk/filter.html"
    add_form_template = "admin/desk/list_or_form.html"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Store the filter through the action, which every process follows."""
        store_filter(request.user, obj)  # type: ignore[arg-type]

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Hand the deletion to the action."""
        delete_filters(request.user, [obj])  # type: ignore[arg-type]

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Filter]) -> None:
        """Hand the deletions to the action."""
        delete_filters(request.user, list(queryset))  # type: ignore[arg-type]

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> Any:
        """Show, with `?try=1`, what the filter would have caught."""
        found = self.get_object(request, object_id)
        if request.method == "GET" and request.GET.get("try") and found:
            kwargs["extra_context"] = {"trial": try_filter(found)}
        return super().change_view(request, object_id, *args, **kwargs)

    @admin.action(description=gettext_lazy("Try against the history"), permissions=["view"])
    def try_out(self, request: HttpRequest, filters: QuerySet[Filter]) -> None:
        """Say how many messages each of these filters would have caught."""
        for one in filters[:10]:
            trial = try_filter(one)
            text = ngettext(
                "“%(pattern)s” would have caught %(found)d of the last %(all)d message.",
                "“%(pattern)s” would have caught %(found)d of the last %(all)d messages.",
                trial.looked_at,
            )
            words = {"pattern": one.pattern, "found": trial.found, "all": trial.looked_at}
            messages.info(request, text % words)


@admin.register(AuditEntry)
class AuditAdmin(ReadOnly):
    """What moderators did; details of rooms are shown only to those who may know the room."""

    list_display = ("at", "actor", "act", "subject", "where", "reason")
    list_filter = ("act", "at")
    search_fields = ("actor", "subject", "shown_room", "reason")
    date_hierarchy = "at"
    actions = ("as_csv", "as_json")
    change_list_template = "admin/desk/list_or_form.html"
    fields = (
        *("at", "act", "actor_id", "actor", "subject_id", "subject", "where", "where_id"),
        *("what_id", "place", "reason", "before", "after"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        """Leave out entries and names of private rooms that the viewer may not know."""
        return entries_for(request.user).order_by("-pk")  # type: ignore[arg-type]

    @admin.display(description=gettext_lazy("room"), ordering="shown_room")
    def where(self, entry: Any) -> str:
        """The room's name, for viewers who may know it."""
        return entry.shown_room or NOTHING

    @admin.display(description=gettext_lazy("id of the room"))
    def where_id(self, entry: Any) -> int | str:
        """The room's id, likewise."""
        return entry.shown_room_id or NOTHING

    @admin.display(description=gettext_lazy("id of the message"))
    def what_id(self, entry: Any) -> int | str:
        """The message's id, likewise."""
        return entry.shown_message_id or NOTHING

    @admin.display(description=gettext_lazy("place"))
    def place(self, entry: Any) -> int | str:
        """The message's number in the room, likewise."""
        return entry.shown_seq or NOTHING

    @admin.action(description=gettext_lazy("Export as CSV"), permissions=["view"])
    def as_csv(self, request: HttpRequest, entries: QuerySet[AuditEntry]) -> StreamingHttpResponse:
        """Give these entries as a table."""
        lines = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
        rows = (lines.writerow([_cell(value) for value in row]) for row in _rows(entries))
        return _file(_with_head(lines.writerow(EXPORTED), rows), "text/csv; charset=utf-8", "csv")

    @admin.action(description=gettext_lazy("Export as JSON"), permissions=["view"])
    def as_json(self, request: HttpRequest, entries: QuerySet[AuditEntry]) -> StreamingHttpResponse:
        """Give these entries as lines of JSON."""
        rows = (dict(zip(EXPORTED, row, strict=True)) for row in _rows(entries))
        lines = (json.dumps(row, default=str, ensure_ascii=False) + "\n" for row in rows)
        return _file(lines, "application/x-ndjson", "jsonl")


class _Echo:
    """A file for csv that returns each line."""

    def write(self, line: str) -> str:
        return line


def _with_head(head: str, rows: Iterator[str]) -> Iterator[str]:
    yield head
    yield from rows


def _rows(entries: QuerySet[AuditEntry]) -> Iterator[tuple[Any, ...]]:
    columns = [f"shown_{name}" if name in OF_ROOMS else name for name in EXPORTED]
    return entries.order_by("pk").values_list(*columns).iterator()


def _cell(value: Any) -> Any:
    """A spreadsheet must not take somebody's text for a formula.

    Some skip characters before the sign, and accept its wide and small forms:
    https://owasp.org/www-community/attacks/CSV_Injection
    """
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value
    return f"'{text}" if isinstance(text, str) and _is_formula(text) else text


def _is_formula(text: str) -> bool:
    first = next(filter(is_visible, text), "")
    return text[:1] in ("\t", "\r", "\n") or normalize("NFKC", first) in FORMULA_STARTS


def _file(lines: Iterator[str], kind: str, ending: str) -> StreamingHttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="audit.{ending}"'}
    return StreamingHttpResponse(lines, content_type=kind, headers=disposition)
