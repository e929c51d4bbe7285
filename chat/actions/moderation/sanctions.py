"""Warnings, and what all sanctions share."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from chat.actions.messages.text import check_encodable
from chat.actions.moderation.audit import Note, record
from chat.actions.moderation.authority import authority_of, require_over
from chat.actions.refusal import Refused
from chat.models import Room, Sanction, User
from chat.models.moderation.sanction import REASON_MAX_CHARS
from chat.text.names.visible import has_visible_text


def warn(actor: User, person: User, reason: str) -> Sanction:
    """Tell somebody that they broke the rules; their next page shows it.

    Raises Refused: `yourself`, `unknown_person`, `forbidden`, `no_reason` (the reason shows
    nothing), `bad_text`, `too_long`.
    """
    check_reason(reason)
    with transaction.atomic():
        require_over(actor, person)
        if not has_visible_text(reason):
            raise Refused("no_reason")
        record(actor, "warn", Note(person, reason=reason))
        return impose(actor, person, Sanction.Kind.WARNING, reason)


def acknowledge(user: User, sanction_id: int) -> None:
    """Record that the person has read a warning."""
    mine = Sanction.objects.filter(pk=sanction_id, user=user, kind=Sanction.Kind.WARNING)
    mine.filter(lifted_at=None).update(lifted_at=timezone.now())


def impose(
    actor: User,
    person: User,
    kind: str,
    reason: str,
    room: Room | None = None,
    until: datetime | None = None,
) -> Sanction:
    """Record a sanction: on whom, by whom, with what authority and why. A part of other verbs."""
    return Sanction.objects.create(
        user=person,
        kind=kind,
        room=room,
        reason=reason,
        until=until,
        created_by=actor,
        laid_with=authority_of(actor),
    )


def check_reason(reason: str) -> None:
    """Raises Refused: `bad_text`, `too_long`."""
    check_encodable(reason)
    if len(reason) > REASON_MAX_CHARS:
        raise Refused("too_long")
