"""Whom a message calls, as an index for counting; the message itself says it too."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from chat.models.message import Message
from chat.models.room import Room
from chat.models.user import User


class MentionQuerySet(models.QuerySet["Mention"]):
    """Mentions by whom they call."""

    def of(self, user: User) -> "MentionQuerySet":
        """Mentions of this person, alone or with all the room, by others."""
        called = models.Q(user=user) | models.Q(user=None)
        return self.filter(called).exclude(message__author=user)


class Mention(models.Model):
    """One person, or with no `user` everybody in the room, called by one message."""

    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="mention_rows", verbose_name=_("message")
    )
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="+")
    seq = models.BigIntegerField(_("place"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        null=True,
        verbose_name=_("person"),
    )

    objects = MentionQuerySet.as_manager()

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        indexes = [models.Index(fields=["room", "user", "seq"], name="mentions_by_person")]

    def __str__(self) -> str:
        return f"{self.message_id}: {self.user_id or 'all'}"
