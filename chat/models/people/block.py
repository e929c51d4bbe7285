"""Blocks: whose messages somebody does not want to read."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from chat.models.people.user import User


class Block(models.Model):
    """One person hides another's messages from themselves; nobody else sees a difference."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="blocks",
        verbose_name=_("person"),
    )
    blocked = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("blocked person"),
    )
    created_at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        constraints = [models.UniqueConstraint(fields=["user", "blocked"], name="blocked_once")]

    def __str__(self) -> str:
        return f"{self.user_id} ⊘ {self.blocked_id}"


def blocked_by(user: User) -> "models.QuerySet[Block, int]":
    """Return the ids of those whom this person has blocked, as a query to be used in another."""
    return Block.objects.filter(user=user).values_list("blocked", flat=True)
