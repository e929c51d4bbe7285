"""The audit log: one entry for each act of a moderator, in the act's transaction."""

from dataclasses import dataclass, field
from typing import Any

from chat.models import AuditEntry, Message, Room, User

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
