"""The audit log: one entry for each act of a moderator, in the act's transaction."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from chat.models import AuditEntry, HeldMessage, Message, Room, RuleBook, User

NAME_MAX_CHARS = 100


@dataclass(frozen=True, slots=True)
class Note:
    """What an act was about: a person, a room, a message, and the state before and after."""

    subject: User | None = None
    room: Room | None = None
    message: Message | None = None
    reason: str = ""
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


def record(actor: User | None, act: str, note: Note) -> None:
    """Write one entry. Call it in the transaction of the act."""
    record_all(actor, act, [note])


def record_all(actor: User | None, act: str, notes: list[Note]) -> None:
    """Write several entries for one act."""
    AuditEntry.objects.bulk_create(_entry(actor, act, note) for note in notes)


def _entry(actor: User | None, act: str, note: Note) -> AuditEntry:
    message = note.message
    return AuditEntry(
        act=act,
        actor_id=actor.pk if actor else None,
        actor=_name(actor),
        subject_id=note.subject.pk if note.subject else None,
        subject=_name(note.subject),
        room_id=note.room.pk if note.room else None,
        room=str(note.room)[:NAME_MAX_CHARS] if note.room else "",
        message_id=message.pk if message else None,
        seq=message.seq if message else None,
        reason=note.reason,
        before=note.before,
        after=note.after,
    )


def _name(person: User | None) -> str:
    return f"@{person.username}"[:NAME_MAX_CHARS] if person else ""


# --- Looks into private conversations, each of them recorded ---------------------------------


def record_look(user: User, message: Message) -> None:
    """Record that this person reads a reported message of a private conversation."""
    record(user, "look", Note(message.author, message.room, message, after={"shown": "reported"}))


def may_look_around(user: User, message: Message) -> bool:
    """Return whether this person may read around a private message, and record that they do.

    Only administrators may, and only while the rules allow it.
    """
    with transaction.atomic():
        is_administrator = User.objects.filter(pk=user.pk, is_active=True, is_superuser=True)
        if not RuleBook.current().staff_may_look or not is_administrator.exists():
            return False
        note = Note(message.author, message.room, message, after={"shown": "around"})
        record(user, "look", note)
    return True


def record_look_at_held(user: User, held: HeldMessage) -> None:
    """Record that this person reads a held message of a private conversation."""
    record(user, "look", Note(held.author, held.room, after={"shown": "held"}))
