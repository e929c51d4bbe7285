"""Pinning what people should find again."""

from django.utils import timezone

from chat.actions.messages.acting import Act, Stored, Target, once
from chat.actions.messages.screening import check_voice
from chat.actions.refusal import Refused
from chat.log import journal
from chat.models import Message

PINS_MAX = 100
"""So many messages may be pinned in one room."""


def pin(act: Act) -> Stored:
    """Pin the message; a pinned one stays as it is.

    Raises Refused: `not_found`, `not_member`, `archived`, `forbidden`, `not_editable`,
    `too_many_pins`, `nonce_reused`, `muted`, `locked`.
    """
    return once(act, _pin, "pin")


def _pin(found: Target) -> bool:
    message = found.message
    _require(found)
    if message.deleted_at:
        raise Refused("not_editable")
    if message.pinned_at:
        return False
    if Message.objects.in_room(message.room_id).pinned().count() >= PINS_MAX:
        raise Refused("too_many_pins")
    message.pinned_at, message.pinned_by_id = timezone.now(), found.membership.user_id
    journal.change(found.head, message, ["pinned_at", "pinned_by"])
    return True


def unpin(act: Act) -> Stored:
    """Take the pin away; without one, nothing changes. Raises Refused as `pin`."""
    return once(act, _unpin, "unpin")


def _unpin(found: Target) -> bool:
    _require(found)
    if not found.message.pinned_at:
        return False
    found.message.pinned_at = found.message.pinned_by = None
    journal.change(found.head, found.message, ["pinned_at", "pinned_by"])
    return True


def _require(found: Target) -> None:
    if not found.membership.may_pin():
        raise Refused("forbidden")
    check_voice(found.membership)
