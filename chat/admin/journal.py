"""What the journal owns, to look at and search."""

from typing import Any

from django.contrib import admin
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from chat.admin.base import ReadOnly
from chat.models import Epoch, Message, RoomHead


@admin.register(Message)
class MessageAdmin(ReadOnly):
    """Every message, in the order of the rooms' numbers."""

    list_display = ("room", "seq", "created_at", "author", "kind", "beginning")
    list_display_links = ("seq", "beginning")
    list_filter = ("kind", "room", "created_at")
    search_fields = ("body", "author__username", "author__name")
    search_help_text = _("Words in the text, or the author's name")
    list_select_related = ("room", "author")
    ordering = ("-pk",)
    show_full_result_count = False
    exclude = ("html",)

    @admin.display(description=_("text"))
    def beginning(self, message: Message) -> Any:
        """The first words."""
        return Truncator(message.body).chars(80)


@admin.register(RoomHead)
class RoomHeadAdmin(ReadOnly):
    """Where each room's numbering stands."""

    list_display = ("room", "seq")
    search_fields = ("room__name",)
    list_select_related = ("room",)


@admin.register(Epoch)
class EpochAdmin(ReadOnly):
    """Which database this is."""
