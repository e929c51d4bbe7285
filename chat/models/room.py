"""A place to talk."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from chat.models.expressions import Counted
from chat.models.user import User

ROOM_NAME_MAX_CHARS = 80
DESCRIPTION_MAX_CHARS = 500
UNREAD_MAX = 100


class RoomQuerySet(models.QuerySet["Room"]):
    """Rooms, always looked up through the person who asks."""

    def visible_to(self, user: User) -> "RoomQuerySet":
        """Rooms whose history this person may read: every room is public so far."""
        return self.filter(models.Exists(User.objects.filter(pk=user.pk, is_active=True)))

    def joined_by(self, user: User) -> "RoomQuerySet":
        """Rooms this person is a member of, by name."""
        return self.visible_to(user).filter(memberships__user=user).order_by("name", "pk")

    def found_by(self, words: str) -> "RoomQuerySet":
        """Rooms whose name or description contains the words."""
        return self.filter(models.Q(name__icontains=words) | models.Q(description__icontains=words))

    def with_unread(self, said: models.QuerySet[Any]) -> "RoomQuerySet":
        """Rooms `joined_by` a person, with `last_seq`, `read_seq` and `unread`.

        `said`: the messages that count. They are counted up to UNREAD_MAX, so that it costs the
        same however much there is.
        """
        standing = self.annotate(  # type: ignore[no-redef]
            last_seq=models.F("head__seq"), read_seq=models.F("memberships__read_seq")
        )
        unread = said.filter(room=models.OuterRef("pk"), seq__gt=models.OuterRef("read_seq"))
        counted = Counted(unread.order_by("seq").values("pk")[:UNREAD_MAX])
        return standing.annotate(unread=counted)  # type: ignore[no-redef]

    def with_member_count(self) -> "RoomQuerySet":
        """Rooms with `member_count`, how many people are members now."""
        return self.annotate(member_count=models.Count("memberships"))  # type: ignore[no-redef]


class Room(models.Model):
    """A public room; its history is the journal of its changes."""

    slug = models.SlugField(_("address"), max_length=80, unique=True, allow_unicode=True)
    name = models.CharField(_("name"), max_length=ROOM_NAME_MAX_CHARS)
    description = models.CharField(_("description"), max_length=DESCRIPTION_MAX_CHARS, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="created_rooms",
        verbose_name=_("created by"),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    # Filled in by `with_unread` and `with_member_count`.
    last_seq: int
    read_seq: int
    unread: int
    member_count: int

    objects = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")

    def __str__(self) -> str:
        return self.name

    def standing(self) -> dict[str, Any]:
        """Return how a person stands in this room, which comes from `with_unread`."""
        return {
            "id": self.pk,
            "slug": self.slug,
            "name": self.name,
            "head": self.last_seq,
            "read_seq": self.read_seq,
            "unread": self.unread,
        }
