"""Mentions as rows, for counting; the message itself also lists them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from chat.models.messages.message import Message
from chat.models.people.block import blocked_by
from chat.models.people.user import User
from chat.models.queries import Counted
from chat.models.rooms.room import Room


class MentionQuerySet(models.QuerySet["Mention"]):
    """Mentions of one person by others.

    Those by name and those of everybody are counted separately, each in its own range of the index.
    """

    def by_name(self, user: User) -> "MentionQuerySet":
        """Mentions of this person."""
        return self.filter(user=user)._by_heard(user)

    def with_all(self, user: User) -> "MentionQuerySet":
        """Mentions of everybody; `named` is 1 where the same message names this person too."""
        same = {"room": models.OuterRef("room"), "seq": models.OuterRef("seq")}
        named = Mention.objects.filter(user=user, **same).values("pk")[:1]
        return self.filter(user=None)._by_heard(user).annotate(named=Counted(named))

    def _by_heard(self, user: User) -> "MentionQuerySet":
        """Mentions by others, except those whom this person has blocked."""
        others = self.exclude(message__author=user)
        return others.exclude(message__author__in=blocked_by(user))


class Mention(models.Model):
    """One message's mention of a person, or, without `user`, of everybody in the room."""

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
