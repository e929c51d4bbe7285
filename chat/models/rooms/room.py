"""Rooms."""

import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _

from chat.models.folds import Folded, FoldedQuerySet, KeepsFolds
from chat.models.moderation.authority import authority_field
from chat.models.people.user import User
from chat.models.queries import Counted, CountedUnnamed
from chat.text.names.folding import lookup_key

ROOM_NAME_MAX_CHARS = 80
DESCRIPTION_MAX_CHARS = 500
UNREAD_MAX = 100
ID_BITS = 48  # a whole number in JavaScript as well


def new_room_id() -> int:
    """Return a random id: ascending ids would reveal that there are hidden rooms."""
    return secrets.randbelow(2**ID_BITS - 1) + 1


class Kind(models.TextChoices):
    """Who may see the room."""

    PUBLIC = "public", _("public")
    PRIVATE = "private", _("private")
    DIRECT = "direct", _("direct")


class History(models.TextChoices):
    """What people who join a private room see of its past."""

    ALL = "all", _("everything")
    SINCE_JOINING = "since_joining", _("from joining on")


class RoomQuerySet(FoldedQuerySet["Room"]):
    """Rooms, always looked up through a person."""

    def visible_to(self, user: User) -> "RoomQuerySet":
        """Rooms this person may read: the public ones and their own."""
        alive = models.Exists(User.objects.filter(pk=user.pk, is_active=True))
        mine = models.Exists(user.memberships.filter(room=models.OuterRef("pk")))
        return self.filter(alive, models.Q(kind=Kind.PUBLIC) | mine)

    def joined_by(self, user: User) -> "RoomQuerySet":
        """Rooms this person is a member of, by name."""
        return self.visible_to(user).filter(memberships__user=user).order_by("name", "pk")

    def open(self) -> "RoomQuerySet":
        """Rooms that are not archived."""
        return self.filter(archived_at=None)

    def found_by(self, words: str) -> "RoomQuerySet":
        """Rooms whose name or description contains the words."""
        folded = lookup_key(words)
        in_name = models.Q(folded_name__contains=folded)
        return self.filter(in_name | models.Q(folded_description__contains=folded))

    def with_unread(
        self,
        news: models.QuerySet[Any],
        by_name: models.QuerySet[Any],
        with_all: models.QuerySet[Any],
    ) -> "RoomQuerySet":
        """Rooms `joined_by` a person, with `last_seq`, `read_seq`, `role`, `unread`, `mentions`.

        `news`: the messages that count; the others: mentions of this person. All are counted up to
        UNREAD_MAX, so that the cost is bounded. A message that mentions both the person and
        everybody counts once, by name; so the sum is right up to its limit.
        """
        own = self.annotate(  # type: ignore[no-redef]
            last_seq=models.F("head__seq"),
            read_seq=models.F("memberships__read_seq"),
            role=models.F("memberships__role"),
            muted_here_until=models.F("memberships__muted_until"),
            muted_everywhere_until=models.F("memberships__user__muted_until"),
        )
        # PostgreSQL does not see that one person, or none, needs no order among people.
        named = Counted(_first_after_read(by_name, "user_id", "seq").values("seq"))
        unnamed = CountedUnnamed(_first_after_read(with_all, "user_id", "seq").values("named"))
        return own.annotate(  # type: ignore[no-redef]
            unread=Counted(_first_after_read(news, "seq").values("seq")),
            mentions=Least(named + unnamed, models.Value(UNREAD_MAX)),
        )

    def with_member_count(self) -> "RoomQuerySet":
        """Rooms with `member_count`, how many people are members now."""
        return self.annotate(  # type: ignore[no-redef]
            member_count=models.Count("memberships", distinct=True)
        )


def _first_after_read(rows: models.QuerySet[Any], *order: str) -> models.QuerySet[Any]:
    after = rows.filter(room=models.OuterRef("pk"), seq__gt=models.OuterRef("read_seq"))
    return after.order_by(*order)[:UNREAD_MAX]


class Room(KeepsFolds):
    """A room; its history is the journal of its changes.

    Non-members of a public room see what comes after `open_from`: messages from its private time
    stay among its members.
    """

    Kind = Kind
    History = History

    id = models.BigIntegerField(primary_key=True, default=new_room_id, editable=False)
    slug = models.SlugField(_("address"), max_length=80, unique=True, allow_unicode=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices, default=Kind.PUBLIC)
    name = models.CharField(_("name"), max_length=ROOM_NAME_MAX_CHARS, blank=True)
    folded_name = Folded("name")
    description = models.CharField(_("description"), max_length=DESCRIPTION_MAX_CHARS, blank=True)
    folded_description = Folded("description")
    history = models.CharField(
        _("newcomers see"), max_length=16, choices=History.choices, default=History.ALL
    )
    open_from = models.BigIntegerField(_("public after"), default=0, editable=False)
    # The ids of its people, ascending: the same people always share one conversation.
    direct_key = models.CharField(
        _("people of a direct conversation"), max_length=255, blank=True, editable=False
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="created_rooms",
        verbose_name=_("created by"),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True, editable=False)
    archived_with = authority_field(_("archived by the right of"))
    locked_at = models.DateTimeField(_("locked at"), null=True, editable=False)
    locked_with = authority_field(_("locked by the right of"))
    slow_seconds = models.PositiveIntegerField(
        _("seconds between two messages of one person"), default=0, editable=False
    )
    slowed_with = authority_field(_("slowed by the right of"))
    retention_days = models.PositiveIntegerField(
        _("days that messages are kept"),
        null=True,
        blank=True,
        help_text=_("Older ones are purged by “manage.py purge_old”. Empty: kept for ever."),
    )

    # Filled in by `with_unread`, `with_member_count`, access/visibility.py
    # and web/shell/template_tags.py.
    last_seq: int
    visible_from: int | None
    read_seq: int
    role: str
    muted_here_until: datetime | None
    muted_everywhere_until: datetime | None
    mute: dict[str, str] | None = None
    rights: Any
    unread: int
    mentions: int
    member_count: int
    handles: str = ""

    objects = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        constraints = [
            models.UniqueConstraint(
                fields=["direct_key"], condition=~models.Q(direct_key=""), name="direct_once"
            )
        ]

    def __str__(self) -> str:
        return self.name or str(_("Direct conversation"))

    @property
    def is_public(self) -> bool:
        """Whether everybody who is signed in may read it."""
        return self.kind == Kind.PUBLIC

    @property
    def is_direct(self) -> bool:
        """Whether it is a conversation between a fixed group of people."""
        return self.kind == Kind.DIRECT

    @property
    def is_archived(self) -> bool:
        """Whether it can only be read."""
        return self.archived_at is not None

    @property
    def is_locked(self) -> bool:
        """Whether only moderators may write in it."""
        return self.locked_at is not None

    def people(self) -> list[User]:
        """Return the people of a direct conversation by id; prefetch `memberships__user`."""
        if not self.is_direct:
            return []
        members = sorted(self.memberships.all(), key=lambda member: member.user_id)
        return [member.user for member in members]

    def facts(self) -> dict[str, Any]:
        """Return the facts that every client gets, whoever reads them."""
        return {
            "id": self.pk,
            "slug": self.slug,
            "name": self.name,
            "description": self.description,
            "kind": self.kind,
            "archived": self.is_archived,
            "history": self.history,
            "locked": self.is_locked,
            "slow_seconds": self.slow_seconds,
            "people": [person.profile() for person in self.people()],
        }

    def facts_for_member(self) -> dict[str, Any]:
        """Return the facts with the person's own, for a room from `visibility.joined_rooms`."""
        return self.facts() | {
            "head": self.last_seq,
            "read_seq": self.read_seq,
            "unread": self.unread,
            "mentions": self.mentions,
            "mute": self.mute,
            **self.rights.facts(),
        }
