"""Pinning what people should find again."""

from django.utils import timezone

from chat import journal
from chat.actions.acting import Act, Stored, stored, target_of
from chat.actions.refusal import Refused
from chat.actions.screening import check_voice
from chat.models import Message

PINS_MAX = 100
"""So many messages may be pinned in one room."""


def pin(act: Act) -> Stored:
    """Pin the message; a pinned one stays as it is.

    Raises Refused: `not_found`, `not_member`, `archived`, `forbidden`, `not_editable`,
    `too_many_pins`, `muted`, `locked`.
    """
    with journal.locked([act.room_id], among=[act.user_id]) as heads:
        found = target_of(heads, act)
        if not found.membership.may_pin():
            raise Refused("forbidden")
        check_voice(found.membership)
        if found.message.deleted_at:
            raise Refused("not_editable")
        if found.repeated or found.message.pinned_at:
            return stored(act, found.message, duplicate=True)
        if Message.objects.in_room(act.room_id).pinned().count() >= PINS_MAX:
            raise Refused("too_many_pins")
        found.message.pinned_at, found.message.pinned_by_id = timezone.now(), act.user_id
        journal.change(found.head, found.message, ["pinned_at", "pinned_by"])
    return stored(act, found.message)


def unpin(act: Act) -> Stored:
    """Take the pin away; without one, nothing changes. Raises Refused as `pin`."""
    with journal.locked([act.room_id], among=[act.user_id]) as heads:
        found = target_of(heads, act)
        if not found.membership.may_pin():
            raise Refused("forbidden")
        check_voice(found.membership)
        if found.repeated or not found.message.pinned_at:
            return stored(act, found.message, duplicate=True)
        found.message.pinned_at = found.message.pinned_by = None
        journal.change(found.head, found.message, ["pinned_at", "pinned_by"])
    return stored(act, found.message)
