"""Bookmarks: what somebody keeps for themselves. Nobody else is told, and no room's log moves."""

from datetime import datetime, timedelta
from enum import Enum

from django.db import transaction
from django.utils import timezone

from chat.access import visibility
from chat.actions.messages.acting import Act, Stored, hold_person, once_in_private
from chat.actions.messages.text import check_encodable
from chat.actions.refusal import Refused
from chat.log import user_events
from chat.models import Bookmark, Message, User
from chat.models.messages.bookmark import NOTE_MAX_CHARS
from chat.models.messages.message import SAID

BOOKMARKS_MAX = 5_000
"""So many messages may one person keep."""
REMIND_WITHIN = timedelta(days=3_660)
"""A reminder is for some time between so long ago and so far ahead."""


class Keep(Enum):
    """Stands for what a bookmark has already."""

    KEEP = "keep"


KEEP = Keep.KEEP
Reminder = datetime | None | Keep


def bookmark(act: Act, note: str | Keep = KEEP, remind_at: Reminder = KEEP) -> Stored:
    """Keep a message, with this note and this reminder; what is kept already keeps the rest.

    Raises Refused: `not_found` (also what the person may not read any more), `not_editable`
    (deleted, or nothing that somebody said), `too_long` and `bad_text` (the note), `bad_time`,
    `too_many_bookmarks`, `nonce_reused`.
    """
    check(note, remind_at)

    def store() -> bool:
        kept = Bookmark.objects.filter(user=act.user_id, message=act.message_id, room=act.room_id)
        found = kept.first()
        if found is None:
            found = Bookmark(user_id=act.user_id, message=_bookmarkable(act), room_id=act.room_id)
        return _store(found, note, remind_at)

    return once_in_private(act, store, "bookmark", repr(note), repr(remind_at))


def unbookmark(act: Act) -> Stored:
    """Let go of a message; of one that is not kept, nothing changes.

    Raises Refused: `not_found` (neither kept nor theirs to read), `nonce_reused`.
    """

    def forget() -> bool:
        kept = Bookmark.objects.filter(user=act.user_id, message=act.message_id, room=act.room_id)
        if not kept.exists():
            _readable(act)
            return False
        _forget(kept.get())
        return True

    return once_in_private(act, forget, "unbookmark")


def change_bookmark(user: User, number: int, note: str, remind_at: datetime | None) -> None:
    """Give one of the person's bookmarks another note and another reminder.

    Raises Refused: `not_found`, and as `bookmark` for what is wrong with them.
    """
    check(note, remind_at)
    with transaction.atomic():
        _store(_own(user, number), note, remind_at)


def remove_bookmark(user: User, number: int) -> None:
    """Remove one of the person's bookmarks. Raises Refused (`not_found`)."""
    with transaction.atomic():
        _forget(_own(user, number))


def check(note: str | Keep, remind_at: Reminder) -> None:
    """Raise Refused (`too_long`, `bad_text`, `bad_time`) for what no bookmark can have."""
    if note is not KEEP:
        check_encodable(note)
        if len(note) > NOTE_MAX_CHARS:
            raise Refused("too_long")
    if isinstance(remind_at, datetime):
        now = timezone.now()
        if not now - REMIND_WITHIN <= remind_at <= now + REMIND_WITHIN:
            raise Refused("bad_time")


def _own(user: User, number: int) -> Bookmark:
    hold_person(user.pk)
    found = Bookmark.objects.filter(user=user, pk=number).first()
    if found is None:
        raise Refused("not_found")
    return found


def _store(kept: Bookmark, note: str | Keep, remind_at: Reminder) -> bool:
    before = (kept.pk, kept.note, kept.remind_at)
    kept.note = kept.note if note is KEEP else note.strip()
    kept.remind_at = kept.remind_at if remind_at is KEEP else remind_at
    if kept.pk is None:
        if Bookmark.objects.filter(user=kept.user_id).count() >= BOOKMARKS_MAX:
            raise Refused("too_many_bookmarks")
        kept.save(force_insert=True)
    elif (kept.pk, kept.note, kept.remind_at) != before:
        kept.save(update_fields=["note", "remind_at"])
    else:
        return False
    user_events.bookmarked(kept, is_kept=True)
    return True


def _forget(kept: Bookmark) -> None:
    user_events.bookmarked(kept, is_kept=False)
    kept.delete()


def _bookmarkable(act: Act) -> Message:
    message = _readable(act)
    if message.kind not in SAID or message.deleted_at:
        raise Refused("not_editable")
    return message


def _readable(act: Act) -> Message:
    """Whoever may read it may keep it: a guest of a public room, too."""
    entrance = visibility.entrances(User(pk=act.user_id), [act.room_id]).get(act.room_id)
    if entrance is None:
        raise Refused("not_found")
    seen = Message.objects.in_room(act.room_id, entrance.floor)
    message = seen.filter(pk=act.message_id).first()
    if message is None:
        raise Refused("not_found")
    return message
