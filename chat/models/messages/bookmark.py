"""What somebody wants to find again: their own, and seen by nobody else."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from chat.models.messages.message import Message
from chat.models.people.user import User
from chat.models.rooms.room import Room

NOTE_MAX_CHARS = 500


class BookmarkQuerySet(models.QuerySet["Bookmark"]):
    """Bookmarks, always looked up through the person whose they are."""

    def of(self, user: User) -> "BookmarkQuerySet":
        """The person's own, the newest first."""
        return self.filter(user=user).order_by("-pk")

    def due(self, moment: object) -> "BookmarkQuerySet":
        """Those whose reminder has come by this moment."""
        return self.filter(remind_at__lte=moment)


class Bookmark(models.Model):
    """One message that one person keeps, with a note and a time to be reminded at, if they like."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="bookmarks",
        db_index=False,  # the constraint begins with it
        verbose_name=_("person"),
    )
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="+", verbose_name=_("message")
    )
    room = models.ForeignKey(
        Room, on_delete=models.CASCADE, related_name="+", verbose_name=_("room")
    )
    note = models.CharField(_("note"), max_length=NOTE_MAX_CHARS, blank=True, default="")
    remind_at = models.DateTimeField(_("remind at"), null=True)
    created_at = models.DateTimeField(_("time"), auto_now_add=True)

    objects = BookmarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("bookmark")
        verbose_name_plural = _("bookmarks")
        constraints = [models.UniqueConstraint(fields=["user", "message"], name="bookmarked_once")]
        indexes = [
            models.Index(fields=["user", "room"], name="bookmarks_by_room"),
            models.Index(
                fields=["user", "remind_at"],
                condition=models.Q(remind_at__isnull=False),
                name="bookmarks_by_reminder",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.message_id}"
