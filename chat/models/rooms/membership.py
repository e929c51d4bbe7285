"""Who belongs to which room in what role, how far they have read, and who was removed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from chat.models.moderation.authority import authority_field
from chat.models.moderation.rules import RuleBook
from chat.models.rooms.room import Kind, Room


class Role(models.TextChoices):
    """Somebody's role in a room."""

    OWNER = "owner", _("owner")
    MODERATOR = "moderator", _("moderator")
    MEMBER = "member", _("member")


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships with what the rules need."""

    def with_voice(self) -> "MembershipQuerySet":
        """Memberships with rooms and people, and with all that decides whether they may write.

        One query: `is_deserted` and `rules_version` come along. Whether anybody else is there is
        asked of direct conversations alone.
        """
        others = Membership.objects.filter(room=models.OuterRef("room"), user__is_active=True)
        has_nobody_else = ~models.Exists(others.exclude(user=models.OuterRef("user")))
        return self.select_related(
            "room", "user"
        ).annotate(  # type: ignore[no-redef]
            is_deserted=models.Case(
                models.When(room__kind=Kind.DIRECT, then=has_nobody_else),
                default=False,
                output_field=models.BooleanField(),
            ),
            rules_version=models.Subquery(RuleBook.objects.values("version")[:1]),
        )


class Membership(models.Model):
    """One person in one room. The person sees what comes after `visible_from`."""

    Role = Role

    room = models.ForeignKey(
        Room, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("room")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="memberships",
        verbose_name=_("person"),
    )
    role = models.CharField(_("role"), max_length=16, choices=Role.choices, default=Role.MEMBER)
    joined_at = models.DateTimeField(_("joined at"), auto_now_add=True)
    visible_from = models.BigIntegerField(_("sees what comes after"), default=0)
    read_seq = models.BigIntegerField(_("read up to"), default=0)
    muted_until = models.DateTimeField(_("muted until"), null=True, editable=False)

    # Filled in by `with_voice`. Deserted: nobody else in a direct conversation has an open account.
    rules_version: int | None
    is_deserted: bool = False

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["room", "user"], name="member_once"),
            models.UniqueConstraint(
                fields=["room"], condition=models.Q(role="owner"), name="one_owner"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.room}"

    @property
    def owns(self) -> bool:
        """Whether this is the room's owner."""
        return self.role == Role.OWNER

    @property
    def moderates(self) -> bool:
        """Whether this person moderates the room."""
        return self.role in (Role.OWNER, Role.MODERATOR)

    def may_write(self) -> bool:
        """Whether the person may post or change anything here."""
        return not self.room.is_archived

    def may_invite(self) -> bool:
        """Whether the person may add others, by name or by a link."""
        return (
            self.may_write() and not self.room.is_direct and (self.room.is_public or self.moderates)
        )

    def may_moderate(self) -> bool:
        """Whether the person may take down what others wrote, and remove plain members."""
        return self.moderates and not self.room.is_direct

    def may_manage(self) -> bool:
        """Whether the person decides who gets in and what the room is."""
        return self.owns and not self.room.is_direct

    def may_pin(self) -> bool:
        """Whether the person may pin messages; between a few people, everybody may."""
        return self.may_write() and (self.moderates or self.room.is_direct)


class Removal(models.Model):
    """One person who may not join one room; the row is deleted when they are readmitted."""

    room = models.ForeignKey(
        Room, on_delete=models.CASCADE, related_name="removals", verbose_name=_("room")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="removals",
        verbose_name=_("person"),
    )
    laid_with = authority_field(_("by the right of"))
    created_at = models.DateTimeField(_("time"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("removal")
        verbose_name_plural = _("removals")
        constraints = [models.UniqueConstraint(fields=["room", "user"], name="removed_once")]

    def __str__(self) -> str:
        return f"{self.room_id} ⊖ {self.user_id}"
