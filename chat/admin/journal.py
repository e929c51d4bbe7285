"""The journal's rows, to read and search."""

from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from chat.admin.base import FirstPages, ReadOnly
from chat.admin.desk.private import rooms_for
from chat.models import Epoch, Message, PeopleHead, Room, RoomHead, Version


@admin.register(Message)
class MessageAdmin(ReadOnly):
    """Messages of public rooms, newest first; private messages are not shown here."""

    list_display = ("room", "seq", "created_at", "author", "kind", "beginning")
    list_display_links = ("seq", "beginning")
    list_filter = ("kind", "created_at")
    search_fields = ("body", "author__username", "author__name", "room__name", "room__slug")
    search_help_text = _("Words in the text, the author's name, or the room's")
    list_select_related = ("room", "author")
    ordering = ("-pk",)
    show_full_result_count = False
    paginator = FirstPages
    exclude = ("text_seq", "html", "reply_to", "pinned_by")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        """Leave out private rooms, and messages from a room's private time."""
        messages = super().get_queryset(request)
        return messages.filter(room__kind=Room.Kind.PUBLIC, seq__gt=F("room__open_from"))

    @admin.display(description=_("text"))
    def beginning(self, message: Message) -> Any:
        """The first words."""
        return Truncator(message.body).chars(80)


@admin.register(Version)
class VersionAdmin(ReadOnly):
    """Former texts of messages in public rooms."""

    list_display = ("replaced_at", "author", "beginning")
    search_fields = ("body", "message__author__username", "message__author__name")
    list_select_related = ("message__author",)
    ordering = ("-pk",)
    show_full_result_count = False
    paginator = FirstPages

    def get_queryset(self, request: HttpRequest) -> QuerySet[Version]:
        """Leave out private rooms, as the list of messages does."""
        public = {"message__room__kind": Room.Kind.PUBLIC}
        versions = super().get_queryset(request).filter(**public)
        return versions.filter(message__seq__gt=F("message__room__open_from"))

    @admin.display(description=_("author"))
    def author(self, version: Version) -> str:
        """Who wrote it."""
        return version.message.author.shown_name

    @admin.display(description=_("text"))
    def beginning(self, version: Version) -> Any:
        """The first words."""
        return Truncator(version.body).chars(80)


@admin.register(RoomHead)
class RoomHeadAdmin(ReadOnly):
    """The last number of each room."""

    list_display = ("room", "seq")
    search_fields = ("room__name",)
    list_select_related = ("room",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[RoomHead]:
        """Leave out direct conversations and private rooms of others."""
        return super().get_queryset(request).filter(room__in=rooms_for(request.user))  # type: ignore[arg-type]


@admin.register(Epoch)
class EpochAdmin(ReadOnly):
    """Which database this is."""


@admin.register(PeopleHead)
class PeopleHeadAdmin(ReadOnly):
    """The last number in the log of people."""
