"""A message: one line of a room's journal, written or about an event."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.models.people.block import blocked_by
from chat.models.people.user import User
from chat.models.rooms.room import Room

NONCE_NAMESPACE = uuid.UUID("7b0f4b5e-6a3d-4f0e-9a53-3f2d8a3c9f10")
EXCERPT_CHARS = 140


class Kind(models.TextChoices):
    """What a message is; all kinds but `text` and `action` are written by Hiroba itself.

    `author` is who did it; `subject` is whom they did it to, if anybody.
    """

    TEXT = "text", _("text")
    ACTION = "action", _("action")  # what other chats write with /me
    JOINED = "joined", _("joined")
    LEFT = "left", _("left")
    NICK_CHANGED = "nick_changed", _("took another name")
    ADDED = "added", _("added somebody")
    REMOVED = "removed", _("removed somebody")
    RENAMED = "renamed", _("renamed the room")
    DESCRIBED = "described", _("described the room")
    MADE_PUBLIC = "made_public", _("made the room public")
    MADE_PRIVATE = "made_private", _("made the room private")
    HISTORY_CHANGED = "history_changed", _("changed what newcomers see")
    ARCHIVED = "archived", _("archived the room")
    REOPENED = "reopened", _("reopened the room")
    ROLE_CHANGED = "role_changed", _("gave somebody a role")
    TRANSFERRED = "transferred", _("handed the room on")
    LOCKED = "locked", _("locked the room")
    UNLOCKED = "unlocked", _("unlocked the room")
    SLOWED = "slowed", _("slowed the room")


SAID = frozenset({Kind.TEXT, Kind.ACTION})
ENDS_READING = frozenset({Kind.LEFT, Kind.REMOVED, Kind.MADE_PRIVATE, Kind.NICK_CHANGED})
CHANGES_ENTRANCE = ENDS_READING | {Kind.JOINED, Kind.ADDED, Kind.ARCHIVED, Kind.REOPENED}
CHANGES_RIGHTS = frozenset({Kind.ARCHIVED, Kind.REOPENED})
"""Those of all who read the room; where others change, who has them is told a list of rooms."""
CHANGES_ROOM = frozenset(
    {
        Kind.RENAMED,
        Kind.DESCRIBED,
        Kind.MADE_PUBLIC,
        Kind.MADE_PRIVATE,
        Kind.HISTORY_CHANGED,
        Kind.ARCHIVED,
        Kind.REOPENED,
        Kind.LOCKED,
        Kind.UNLOCKED,
        Kind.SLOWED,
    }
)


class MessageQuerySet(models.QuerySet["Message"]):
    """A room's messages by position; every method takes and keeps the room's own numbers."""

    def in_room(self, room_id: int, floor: int = 0) -> "MessageQuerySet":
        """Messages of one room that stand after `floor`, each with its author."""
        messages = self.filter(room_id=room_id).select_related("author")
        return messages.filter(seq__gt=floor) if floor else messages

    def quoted(self) -> "MessageQuerySet":
        """Messages as replies quote them: each with its author, without its text."""
        return self.select_related("author").defer("body", "html")

    def news_to(self, user: User) -> "MessageQuerySet":
        """Undeleted messages by others, except by people whom the user blocks."""
        written = self.filter(kind__in=SAID, deleted_at=None).exclude(author=user)
        return written.exclude(author__in=blocked_by(user))

    def changed_between(self, after: int, upto: int) -> "MessageQuerySet":
        """Messages whose last change is in (after, upto], in that order."""
        return self.filter(changed_seq__gt=after, changed_seq__lte=upto).order_by("changed_seq")

    def page_before(self, seq: int, limit: int) -> list["Message"]:
        """Up to `limit` messages that stand before `seq`, oldest first."""
        return list(self.filter(seq__lt=seq).order_by("-seq")[:limit])[::-1]

    def page_after(self, seq: int, limit: int) -> list["Message"]:
        """Up to `limit` messages that stand after `seq`, oldest first."""
        return list(self.filter(seq__gt=seq).order_by("seq")[:limit])

    def pinned(self) -> "MessageQuerySet":
        """Messages that are pinned, the newest pin first.

        Filtered as the index is: SQLite does not see that NOT IS NULL means the same.
        """
        return self.filter(pinned_at__isnull=False).order_by("-pinned_at", "-seq")


class Message(models.Model):
    """A message keeps its place `seq`; `changed_seq` is the number of its last change."""

    Kind = Kind

    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, related_name="messages", verbose_name=_("room")
    )
    seq = models.BigIntegerField(_("place"))
    changed_seq = models.BigIntegerField(_("last change"))
    # The change that gave it its text; none for the original text. Hiding and restoring a message
    # leave it as it is.
    text_seq = models.BigIntegerField(_("last change of the text"), null=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices, default=Kind.TEXT)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="messages",
        db_index=False,  # there is a wider one
        verbose_name=_("author"),
    )
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("about whom"),
    )
    nonce = models.UUIDField(_("nonce"), default=uuid.uuid4)
    body = models.TextField(_("text"), blank=True)
    html = models.TextField(_("text as HTML"), blank=True)
    # What replies quote; derived when the text is written, never when it is read.
    excerpt = models.CharField(_("excerpt"), max_length=EXCERPT_CHARS, blank=True, default="")
    reply_to = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="replies",
        null=True,
        verbose_name=_("reply to"),
    )
    mentions = models.JSONField(_("mentioned people"), default=list, blank=True)
    mentions_all = models.BooleanField(_("mentions everybody"), default=False)
    created_at = models.DateTimeField(_("time"), default=timezone.now)
    edited_at = models.DateTimeField(_("edited at"), null=True)
    deleted_at = models.DateTimeField(_("deleted at"), null=True)
    # Taken down by a moderator, who may bring it back; such a message is deleted as well.
    hidden_at = models.DateTimeField(_("hidden at"), null=True)
    purged_at = models.DateTimeField(_("purged at"), null=True)
    pinned_at = models.DateTimeField(_("pinned at"), null=True)
    pinned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("pinned by"),
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(fields=["room", "seq"], name="place_once"),
            models.UniqueConstraint(fields=["room", "changed_seq"], name="change_once"),
            models.UniqueConstraint(fields=["room", "author", "nonce"], name="nonce_once"),
        ]
        indexes = [
            models.Index(fields=["author", "created_at"], name="said_by_age"),
            models.Index(
                fields=["room", "pinned_at"],
                condition=models.Q(pinned_at__isnull=False),
                name="pinned_by_room",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room_id}/{self.seq}"

    @property
    def state(self) -> str:
        """`shown`, `deleted` by its author, `hidden` by moderators, or `purged`."""
        if self.purged_at:
            return "purged"
        if self.hidden_at:
            return "hidden"
        return "deleted" if self.deleted_at else "shown"

    @property
    def may_have_reactions(self) -> bool:
        """Whether there may be any; none at a message that has never changed, or is gone."""
        return self.changed_seq != self.seq and self.deleted_at is None

    def reacted(self) -> list[tuple[str, list[User]]]:
        """Return who put which emoji under it, in the order of first use."""
        if not self.may_have_reactions:
            return []
        people: dict[str, list[User]] = {}
        for reaction in self.reactions.all():
            people.setdefault(reaction.emoji, []).append(reaction.user)
        return list(people.items())

    def quote(self, floor: int = 0) -> "Quote | None":
        """Return the message it replies to, for a reader who sees what comes after `floor`."""
        if self.deleted_at or self.reply_to is None:
            return None
        return Quote(self.reply_to, floor)

    @property
    def weight(self) -> int:
        """About how many characters the message takes in a frame."""
        return len(self.body) + len(self.html)

    @property
    def lowest_place(self) -> int:
        """The lowest place that it shows: its own, or that of the message it replies to."""
        return self.seq if self.reply_to is None else min(self.seq, self.reply_to.seq)

    def place(self) -> dict[str, Any]:
        """Return its place and time."""
        return {"seq": self.seq, "created_at": _moment(self.created_at)}

    def own_facts(self) -> dict[str, Any]:
        """Return what clients are told of its own row; `loader.facts` tells all of it."""
        return {
            "id": self.pk,
            "seq": self.seq,
            "changed_seq": self.changed_seq,
            "kind": self.kind,
            "body": self.body,
            "html": self.html,
            "nonce": str(self.nonce),
            "created_at": _moment(self.created_at),
            "edited_at": _moment(self.edited_at),
            "deleted_at": _moment(self.deleted_at),
            "hidden_at": _moment(self.hidden_at),
            "purged_at": _moment(self.purged_at),
            "pinned_at": _moment(self.pinned_at),
            "mentions": self.mentions,
            "mentions_all": self.mentions_all,
        }


class Quote:
    """The original above a reply: its current text, or that it is gone or hidden from this reader.

    `gone`: the message's state when it is `deleted`.
    """

    def __init__(self, original: Message, floor: int) -> None:
        self.id = original.pk
        self.seq = original.seq
        self.state = _state(original, floor)
        self.gone = original.state if self.state == "deleted" else None
        self.author = None if self.state == "hidden" else original.author
        self.excerpt = original.excerpt if self.state == "shown" else ""

    def facts(self) -> dict[str, Any]:
        """Return the quote as clients get it."""
        return {
            "id": self.id,
            "seq": self.seq,
            "author": self.author.facts() if self.author else None,
            "excerpt": self.excerpt,
            "state": self.state,
            "gone": self.gone,
        }


def excerpt_of(text: str) -> str:
    """Return the beginning of the text, in one line, as replies quote it."""
    return " ".join(text.split())[:EXCERPT_CHARS]


def _state(original: Message, floor: int) -> str:
    if original.seq <= floor:
        return "hidden"
    return "shown" if original.deleted_at is None else "deleted"


def _moment(moment: Any) -> str | None:
    return moment.isoformat(timespec="milliseconds") if moment else None
