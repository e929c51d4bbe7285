"""People, who are deactivated and never deleted: what they said stays theirs."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.utils.translation import gettext_lazy as _

from chat.admin.base import NotDeletable
from chat.models import Membership, User


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]
    """The rooms of one person; joining and leaving are done on the page."""

    model = Membership
    fields = readonly_fields = ("room", "joined_at", "read_seq")
    extra = max_num = 0
    can_delete = False


@admin.register(User)
class PersonAdmin(NotDeletable, UserAdmin):  # type: ignore[type-arg]
    """Accounts, with what a person chose and what an administrator allows."""

    list_display = ("username", "name", "email", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser", "groups", "language")
    search_fields = ("username", "name", "email")
    ordering = ("username",)
    inlines = (MembershipInline,)
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("name", "email", "language", "time_zone")}),
        (
            _("Permissions"),
            {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")},
        ),
        (_("Important dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": (
                    "username",
                    "name",
                    "email",
                    "usable_password",
                    "password1",
                    "password2",
                ),
            },
        ),
    )
