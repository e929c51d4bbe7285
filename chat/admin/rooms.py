"""Rooms, who is in them, and the links into them."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from chat.actions.administration import end_invitations
from chat.admin.base import NotDeletable, ReadOnly
from chat.models import Invitation, Membership, Room


@admin.register(Room)
class RoomAdmin(NotDeletable):
    """A room's name and description; rooms are made on the page, and their address stays."""

    list_display = ("name", "slug", "members", "created_by", "created_at")
    list_filter = ("created_at",)
    search_fields = ("name", "slug", "description")
    readonly_fields = ("slug", "created_by", "created_at")
    list_select_related = ("created_by",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A room needs a first member, so it is made on the page."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Room]:
        """Count the members in the same query."""
        return Room.objects.with_member_count().order_by("name")

    @admin.display(description=_("members"), ordering="member_count")
    def members(self, room: Room) -> int:
        """How many people are members."""
        return room.member_count


@admin.register(Membership)
class MembershipAdmin(ReadOnly):
    """Who belongs where."""

    list_display = ("room", "user", "joined_at", "read_seq")
    list_filter = ("room",)
    search_fields = ("user__username", "user__name", "room__name")
    list_select_related = ("room", "user")
    date_hierarchy = "joined_at"


@admin.register(Invitation)
class InvitationAdmin(ReadOnly):
    """Links that let people sign up; they can be revoked here."""

    list_display = ("room", "created_by", "created_at", "expires_at", "revoked_at", "used")
    list_filter = ("room", "revoked_at")
    search_fields = ("room__name", "created_by__username", "created_by__name")
    list_select_related = ("room", "created_by")
    exclude = ("token",)
    actions = ("revoke",)

    @admin.action(description=_("Revoke the selected invitations"))
    def revoke(self, request: HttpRequest, invitations: QuerySet[Invitation]) -> None:
        """End these links now."""
        end_invitations(invitations)
