"""One line of a room's journal: what somebody said or did there."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.models.room import Room
from chat.models.user import User

NONCE_NAMESPACE = uuid.UUID("7b0f4b5e-6a3d-4f0e-9a53-3f2d8a3c9f10")


class Kind(models.TextChoices):
    """What a message tells; all but `text` and `action` are written by Hiroba itself."""

    TEXT = "text", _("text")
    ACTION = "action", _("action")  # what other chats write with /me
    JOINED = "joined", _("joined")
    LEFT = "left", _("left")
    NICK_CHANGED = "nick_changed", _("took another name")


class MessageQuerySet(models.QuerySet["Message"]):
    """A room's messages by position; every method takes and keeps the room's own numbers."""

    def in_room(self, room_id: int) -> "MessageQuerySet":
        """Messages of one room, each with its author."""
        return self.filter(room_id=room_id).select_related("author")

    def said_by_others_than(self, user: User) -> "MessageQuerySet":
        """What others wrote themselves: joins and the like are no news."""
        return self.filter(kind__in=(Kind.TEXT, Kind.ACTION)).exclude(author=user)

    def changed_between(self, after: int, upto: int) -> "MessageQuerySet":
        """Messages whose last change is in (after, upto], in that order."""
        return self.filter(changed_seq__gt=after, changed_seq__lte=upto).order_by("changed_seq")

    def page_before(self, seq: int, limit: int) -> list["Message"]:
        """Up to `limit` messages that stand before `seq`, oldest first."""
        return list(self.filter(seq__lt=seq).order_by("-seq")[:limit])[::-1]

    def page_after(self, seq: int, limit: int) -> list["Message"]:
        """Up to `limit` messages that stand after `seq`, oldest first."""
        return list(self.filter(seq__gt=seq).order_by("seq")[:limit])


class Message(models.Model):
    """A message keeps its place `seq`; `changed_seq` is the number of its last change."""

    Kind = Kind

    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, related_name="messages", verbose_name=_("room")
    )
    seq = models.BigIntegerField(_("place"))
    changed_seq = models.BigIntegerField(_("last change"))
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices, default=Kind.TEXT)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="messages",
        verbose_name=_("author"),
    )
    nonce = models.UUIDField(_("nonce"), default=uuid.uuid4)
    body = models.TextField(_("text"), blank=True)
    html = models.TextField(_("text as HTML"), blank=True)
    created_at = models.DateTimeField(_("time"), default=timezone.now)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(fields=["room", "seq"], name="place_once"),
            models.UniqueConstraint(fields=["room", "changed_seq"], name="change_once"),
            models.UniqueConstraint(fields=["room", "author", "nonce"], name="nonce_once"),
        ]

    def __str__(self) -> str:
        return f"{self.room_id}/{self.seq}"

    def facts(self) -> dict[str, Any]:
        """Return what every client is told of this message; the same for whoever reads it."""
        return {
            "id": self.pk,
            "seq": self.seq,
            "changed_seq": self.changed_seq,
            "kind": self.kind,
            "author": {
                "id": self.author_id,
                "username": self.author.username,
                "name": self.author.shown_name,
            },
            "body": self.body,
            "html": self.html,
            "nonce": str(self.nonce),
            "created_at": self.created_at.isoformat(timespec="milliseconds"),
        }
