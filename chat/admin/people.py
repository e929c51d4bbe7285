"""People, who are deactivated and never deleted: their messages stay theirs."""

from typing import Any

from allauth.account import admin as addresses
from allauth.account.models import EmailAddress
from allauth.mfa import admin as second_steps  # noqa: F401 (registers, and must do so before us)
from allauth.mfa.models import Authenticator
from allauth.usersessions import admin as sessions  # noqa: F401 (likewise)
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    AdminUserCreationForm,
    UserChangeForm,
)
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from chat.actions.moderation import administration
from chat.actions.people import accounts
from chat.admin.base import LISTED_MAX, FoundByName, NotDeletable, ReadOnly, ThroughActions
from chat.admin.desk.private import rooms_for
from chat.models import Membership, User
from chat.models.people.user import NAME_MAX_CHARS, STATUS_MAX_CHARS
from chat.models.people.usernames import validate_new_username
from chat.web.account.log import log_event
from chat.web.shell.fields import LineField


class NewestRows(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    """The newest rows; their own list has the others."""

    def get_queryset(self) -> QuerySet[Any]:
        """Return them."""
        return super().get_queryset().order_by("-pk")[:LISTED_MAX]


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]
    """The rooms of one person; joining and leaving are done on the page."""

    model = Membership
    formset = NewestRows
    fields = readonly_fields = ("room", "role", "joined_at", "read_seq")
    extra = max_num = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        """Leave out direct conversations, and rooms that are private to the viewer."""
        return super().get_queryset(request).filter(room__in=rooms_for(request.user))  # type: ignore[arg-type]


class PasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]
    """A new password for somebody, or none at all."""

    def set_password_and_save(self, user: User, *args: Any, **kwargs: Any) -> User:
        """Set the password through the action, which signs the person out."""
        usable = self.cleaned_data["set_usable_password"]
        accounts.set_password(user, self.cleaned_data["password1"] if usable else None)
        return user


class NamesForm(forms.ModelForm):  # type: ignore[type-arg]
    """Names, validated as strictly as on the pages."""

    name = LineField(label=_("Display name"), max_length=NAME_MAX_CHARS, required=False)

    def clean_username(self) -> str:
        """Validate new usernames only: existing ones stay valid."""
        username = self.cleaned_data["username"]
        if "username" in self.changed_data:
            validate_new_username(username)
        return username


class NewPersonForm(NamesForm, AdminUserCreationForm):  # type: ignore[type-arg]
    """A new account."""


class PersonForm(NamesForm, UserChangeForm):  # type: ignore[type-arg]
    """An existing account."""

    status_text = LineField(label=_("Status"), max_length=STATUS_MAX_CHARS, required=False)


class LoggedChanges(admin.ModelAdmin):  # type: ignore[type-arg]
    """Logs what staff does to accounts, along with what their owners do."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Log that something was added."""
        self._log(request, obj, "add")
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Log that something was changed, such as the password."""
        self._log(request, obj, "change")
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Log what is about to be deleted."""
        for one in queryset:
            self._log(request, one, "delete")
        return super().log_deletions(request, queryset)

    def _log(self, request: HttpRequest, one: Any, act: str) -> None:
        owner_id = one.pk if isinstance(one, User) else one.user_id
        facts = {"by": request.user.pk, "what": self.opts.model_name, "act": act}
        log_event("changed_by_staff", request, owner_id, **facts)


RIGHTS = ("is_staff", "is_superuser", "groups", "user_permissions")


def may_access(request: HttpRequest, person: User) -> bool:
    """Return whether the staff member may get access to this account, such as by a new password."""
    return accessible_people(request).filter(pk=person.pk).exists()


def accessible_people(request: HttpRequest) -> QuerySet[User]:
    """Return the people to whose accounts the staff member may get access."""
    people = User.objects.all()
    is_administrator = bool(request.user.is_superuser)
    return people if is_administrator else people.filter(is_staff=False, is_superuser=False)


@admin.register(User)
class PersonAdmin(LoggedChanges, FoundByName, NotDeletable, UserAdmin):  # type: ignore[type-arg]
    """Accounts: what people chose, and what administrators allow them."""

    list_display = ("username", "name", "email", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser", "groups", "language")
    search_fields = ("folded_username", "folded_name", "email")
    ordering = ("username",)
    inlines = (MembershipInline,)
    readonly_fields = ("last_login", "date_joined", "deleted_at")
    form = PersonForm
    add_form = NewPersonForm
    change_password_form = PasswordForm
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (
            _("Person"),
            {
                "fields": (
                    "name",
                    "email",
                    "hue",
                    "status_emoji",
                    "status_text",
                    "language",
                    "time_zone",
                )
            },
        ),
        (
            _("Permissions"),
            {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")},
        ),
        (_("Important dates"), {"fields": ("last_login", "date_joined", "deleted_at")}),
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

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody reopens an account that its owner has deleted.

        Only administrators change staff accounts: a new password gives access.
        """
        if obj is not None and (obj.is_gone or not may_access(request, obj)):
            return False
        return super().has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Only administrators change permissions."""
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else (*fields, *RIGHTS)

    def save_model(  # type: ignore[override]
        self, request: HttpRequest, obj: User, form: Any, change: bool
    ) -> None:
        """Store the person through the action."""
        if not change:
            return administration.store_new(obj)
        administration.store_person(obj, form.changed_data)


admin.site.unregister(Group)


@admin.register(Group)
class RolesAdmin(GroupAdmin):
    """Permissions of groups, for administrators only: one permission could grant all others."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only administrators."""
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only administrators."""
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only administrators."""
        return bool(request.user.is_superuser)


admin.site.unregister(EmailAddress)
admin.site.unregister(Authenticator)
admin.site.unregister(UserSession)  # its keys open other people's accounts


@admin.register(Authenticator)
class SecondStepAdmin(LoggedChanges, FoundByName, ReadOnly):
    """Second steps, which are deleted for people who have lost them."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    search_fields = ("user__folded_username", "user__folded_name")
    list_select_related = ("user",)
    exclude = ("data",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever has lost phone and codes asks an administrator."""
        if obj is not None and not may_access(request, obj.user):
            return False
        return admin.ModelAdmin.has_delete_permission(self, request, obj)


@admin.register(EmailAddress)
class AddressAdmin(LoggedChanges, ThroughActions, addresses.EmailAddressAdmin):
    """E-mail addresses of people; whoever reads the mail there can choose a new password."""

    list_select_related = ("user",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes the address of somebody above them."""
        is_under = obj is None or may_access(request, obj.user)
        return is_under and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nor deletes it."""
        is_under = obj is None or may_access(request, obj.user)
        return is_under and super().has_delete_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """An address keeps its owner."""
        fields = super().get_readonly_fields(request, obj)
        return (*fields, "user") if obj else fields

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer only people below the staff member as owners of a new address."""
        kwargs["queryset"] = accessible_people(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.action(
        description=_("Mark selected email addresses as verified"), permissions=["change"]
    )
    def make_verified(self, request: HttpRequest, queryset: QuerySet[EmailAddress]) -> None:
        """Mark addresses as verified without a mail to them."""
        super().make_verified(request, queryset.filter(user__in=accessible_people(request)))
