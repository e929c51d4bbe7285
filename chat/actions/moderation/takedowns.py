"""How moderators take messages down: hide, restore, purge. The messages keep their numbers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum

from django.utils import timezone

from chat.actions.moderation.audit import Note, record_all
from chat.actions.moderation.authority import (
    authority_of,
    locked_room_of_message,
    require_authority,
)
from chat.actions.moderation.reports import forget_evidence
from chat.actions.refusal import Refused
from chat.log import journal
from chat.models import Authority, Bookmark, HeldMessage, Message, Reaction, RoomHead, User, Version
from chat.models.messages.message import SAID

RENDERED_FIELDS = ("html", "excerpt", "mentions", "mentions_all")
TEXT_FIELDS = ("body", *RENDERED_FIELDS)
HIDDEN_FIELDS = (*TEXT_FIELDS, "deleted_at", "hidden_at", "pinned_at", "pinned_by_id")
PURGED_FIELDS = (*HIDDEN_FIELDS, "purged_at", "reply_to_id")


class Takedown(Enum):
    """How messages are taken down."""

    HIDE = "hide"
    PURGE = "purge"


def hide_message(actor: User, message: Message, reason: str = "") -> Message:
    """Take a message down so that it can come back.

    Moderators can still read its text; replies no longer quote it. What a moderator of the place
    hides, even if it is hidden already, only they can restore. Raises Refused: `not_found`,
    `forbidden`, `muted`, `not_editable` (its author has deleted it, or nobody said it).
    """
    with locked_room_of_message(actor, message) as locked:
        found = _written_message(message)
        if found.hidden_at:
            _hide_firmly(actor, found, reason)
            return found
        if found.deleted_at:
            raise Refused("not_editable")
        take_down(actor, locked.heads, [found], Takedown.HIDE, reason)
    return found


def restore_message(actor: User, message: Message, reason: str = "") -> Message:
    """Restore a hidden message with its reactions; a visible one stays as it is.

    Raises Refused: `not_found`, `forbidden`, `muted`, `not_editable` (deleted by its author, or
    purged), `place_only` (a moderator of the place hid it).
    """
    with locked_room_of_message(actor, message) as locked:
        found = _written_message(message)
        if not found.deleted_at:
            return found
        version = _as_hidden(found)
        if not found.hidden_at or version is None:
            raise Refused("not_editable")
        require_authority(actor, version.hidden_with)
        before = found.state
        for name, value in {"body": version.body, **(version.rendered or {})}.items():
            setattr(found, name, value)
        found.deleted_at = found.hidden_at = None
        version.delete()
        journal.change_texts(locked.heads, [found], HIDDEN_FIELDS)
        _record(actor, "restore", [(found, before)], reason)
    return found


def purge_message(actor: User, message: Message, reason: str = "") -> Message:
    """Destroy the text of a message and everything made from it; only its place stays.

    An open case keeps the reported text, unless a moderator of the place does the purge. Raises
    Refused: `not_found`, `forbidden`, `muted`, `not_editable` (nobody said it), `place_only` (a
    moderator of the place hid it).
    """
    with locked_room_of_message(actor, message) as locked:
        found = _written_message(message)
        if found.hidden_at and (version := _as_hidden(found)):
            require_authority(actor, version.hidden_with)
        if found.purged_at:
            forget_evidence([found], authority_of(actor))
            return found
        take_down(actor, locked.heads, [found], Takedown.PURGE, reason)
    return found


def take_down(
    actor: User | None,
    heads: Mapping[int, RoomHead],
    messages: Sequence[Message],
    takedown: Takedown,
    reason: str,
) -> None:
    """Hide or purge these messages under the locks on their rooms.

    A part of verbs, which check first that the actor may.
    """
    now = timezone.now()
    changed = [(message, message.state) for message in messages]
    authority = authority_of(actor)
    if takedown is Takedown.HIDE:
        _hide(heads, messages, now, authority)
    else:
        _purge(heads, messages, now, authority)
    _record(actor, takedown.value, changed, reason)


def purge_rows(heads: Mapping[int, RoomHead], messages: Sequence[Message]) -> None:
    """Purge these messages under the lock on their room.

    A part of verbs, which check the right first and write the audit log.
    """
    _purge(heads, messages, timezone.now(), Authority.ROOM)


def _hide(
    heads: Mapping[int, RoomHead], messages: Sequence[Message], now: datetime, authority: str
) -> None:
    Version.objects.bulk_create(
        Version(
            message=message,
            body=message.body,
            rendered=_rendered(message),
            hidden_with=authority,
        )
        for message in messages
    )
    for message in messages:
        _empty(message)
        message.deleted_at = message.hidden_at = now
    journal.change_texts(heads, messages, HIDDEN_FIELDS)


def _as_hidden(message: Message) -> Version | None:
    """The text and HTML of a hidden message, and the authority with which it was hidden."""
    return message.versions.exclude(rendered=None).order_by("-pk").first()


def _hide_firmly(actor: User, message: Message, reason: str) -> None:
    """Once the place hides what a room has hidden, only the place can restore it."""
    by_room = message.versions.exclude(rendered=None).filter(hidden_with=Authority.ROOM)
    if authority_of(actor) == Authority.PLACE and by_room.update(hidden_with=Authority.PLACE):
        _record(actor, "hide", [(message, message.state)], reason)


def _rendered(message: Message) -> dict[str, object]:
    return {name: getattr(message, name) for name in RENDERED_FIELDS}


def _purge(
    heads: Mapping[int, RoomHead], messages: Sequence[Message], now: datetime, authority: str
) -> None:
    forget_evidence(messages, authority)
    Version.objects.filter(message__in=messages).delete()
    Reaction.objects.filter(message__in=messages).delete()
    Bookmark.objects.filter(message__in=messages).update(note="")  # which may repeat the text
    HeldMessage.objects.filter(
        room__in={message.room_id for message in messages},
        nonce__in={message.nonce for message in messages},
    ).delete()
    for message in messages:
        _empty(message)
        message.reply_to = message.hidden_at = None
        message.deleted_at = message.deleted_at or now
        message.purged_at = now
    journal.change_texts(heads, messages, PURGED_FIELDS)


def _empty(message: Message) -> None:
    message.body = message.html = message.excerpt = ""
    message.mentions, message.mentions_all = [], False
    message.pinned_at = message.pinned_by = None


def _written_message(message: Message) -> Message:
    found = Message.objects.select_related("author", "room", "reply_to").get(pk=message.pk)
    if found.kind not in SAID:
        raise Refused("not_editable")
    return found


def _record(
    actor: User | None, act: str, changed: Sequence[tuple[Message, str]], reason: str
) -> None:
    notes = [
        Note(
            message.author,
            message.room,
            message,
            reason,
            before={"state": before},
            after={"state": message.state},
        )
        for message, before in changed
    ]
    record_all(actor, act, notes)
