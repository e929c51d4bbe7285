"""Rooms, who is in them, and the links into them."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from chat.actions.moderation.administration import end_invitations
from chat.actions.refusal import Refused
from chat.actions.rooms.retention import set_retention
from chat.actions.rooms.rooms import relabel_room
from chat.admin.base import FoundByName, NotDeletable, ReadOnly
from chat.admin.desk.private import rooms_for
from chat.models import Invitation, Membership, Room
from chat.models.rooms.room import DESCRIPTION_MAX_CHARS, ROOM_NAME_MAX_CHARS
from chat.web.shell.fields import LineField
from chat.web.shell.refusals import text_of


class LabelForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a room is called; only a direct conversation has no name."""

    name = LineField(label=_("Name"), max_length=ROOM_NAME_MAX_CHARS)
    description = LineField(
        label=_("Description"), max_length=DESCRIPTION_MAX_CHARS, required=False
    )


@admin.register(Room)
class RoomAdmin(FoundByName, NotDeletable):
    """A room's name and description; its owner decides everything else, on the page."""

    form = LabelForm
    list_display = ("name", "slug", "kind", "archived_at", "members", "created_by", "created_at")
    list_filter = ("kind", "archived_at", "created_at")
    search_fields = ("folded_name", "slug", "folded_description")
    readonly_fields = ("slug", "kind", "history", "archived_at", "created_by", "created_at")
    fields = ("name", "description", "retention_days", *readonly_fields)
    list_select_related = ("created_by",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Rooms are created on the page, because they need a first member."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Room | None = None) -> bool:
        """Nothing changes in an archived room."""
        is_archived = obj is not None and obj.is_archived
        return not is_archived and super().has_change_permission(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Room]:
        """Leave out rooms that are private to the viewer; count members in the same query."""
        rooms = Room.objects.filter(pk__in=rooms_for(request.user))  # type: ignore[arg-type]
        return rooms.with_member_count().order_by("name")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Store name and description through the action, which updates the members' pages."""
        data = form.cleaned_data
        try:
            relabel_room(request.user, obj, data["name"], data["description"])  # type: ignore[arg-type]
            set_retention(request.user, obj, data["retention_days"])  # type: ignore[arg-type]
        except Refused as refusal:
            self.message_user(request, text_of(refusal), messages.ERROR)

    @admin.display(description=_("members"), ordering="member_count")
    def members(self, room: Room) -> int:
        """How many people are members."""
        return room.member_count


@admin.register(Membership)
class MembershipAdmin(FoundByName, ReadOnly):
    """Memberships."""

    list_display = ("room", "user", "role", "joined_at", "read_seq")
    list_filter = ("role", "room__kind")
    search_fields = ("user__folded_username", "user__folded_name", "room__folded_name")
    list_select_related = ("room", "user")
    date_hierarchy = "joined_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        """Leave out direct conversations, and rooms that are private to the viewer."""
        return super().get_queryset(request).filter(room__in=rooms_for(request.user))  # type: ignore[arg-type]


@admin.register(Invitation)
class InvitationAdmin(FoundByName, ReadOnly):
    """Links that let people sign up; they can be revoked here."""

    list_display = ("room", "created_by", "expires_at", "revoked_at", "used", "uses_max")
    list_filter = ("room__kind", "revoked_at")
    search_fields = (
        "room__folded_name",
        "created_by__folded_username",
        "created_by__folded_name",
    )
    list_select_related = ("room", "created_by")
    exclude = ("token",)
    actions = ("revoke",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        """Leave out links into rooms that are private to the viewer."""
        return super().get_queryset(request).filter(room__in=rooms_for(request.user))  # type: ignore[arg-type]

    @admin.action(description=_("Revoke the selected invitations"))
    def revoke(self, request: HttpRequest, invitations: QuerySet[Invitation]) -> None:
        """Revoke these links."""
        end_invitations(invitations)
