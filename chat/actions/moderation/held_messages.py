"""Messages that a filter holds: a moderator posts them, as their authors wrote them, or not."""

from chat.actions.messages.posting import drafted, may_quote
from chat.actions.messages.preparing import Send, rendered_text
from chat.actions.moderation.audit import Note, record
from chat.actions.moderation.authority import moderates_place
from chat.actions.moderation.voice import check_unmuted
from chat.actions.refusal import Refused
from chat.log import journal, user_events
from chat.models import HeldMessage, Membership, Message, User


def post_held(moderator: User, held: HeldMessage) -> Message:
    """Post a held message in its author's name, at the end of the room, under its own nonce.

    It calls whom its author may call: @here those who were present as it was written. Raises
    Refused: `forbidden`, `muted`, `not_found` (decided by somebody else), `not_member` (its author
    has left the room), `archived`.
    """
    text = rendered_text(held.room_id, held.body)
    with journal.locked([held.room_id]) as heads:
        membership = _waiting(moderator, held)
        draft = drafted(_send(held, membership), text, membership)
        [entry] = journal.append(heads, [draft])
        HeldMessage.objects.filter(pk=held.pk).delete()
        user_events.waiting_changed()
        record(moderator, "held_posted", Note(held.author, held.room, entry.message))
    return entry.message


def _send(held: HeldMessage, membership: Membership) -> Send:
    """What its author sent; without what it answers, where they may quote that no more."""
    original = held.reply_to if may_quote(membership, held.reply_to) else None
    return Send(
        held.room_id,
        held.author_id,
        held.nonce,
        held.body,
        original.pk if original else None,
        here=frozenset(held.here),
    )


def reject_held(moderator: User, held: HeldMessage, reason: str = "") -> None:
    """Leave a held message unposted; its author is told.

    Raises Refused: `forbidden`, `muted`, `not_found`.
    """
    with journal.locked([held.room_id]):
        _require(moderator, held)
        HeldMessage.objects.filter(pk=held.pk).update(decision=HeldMessage.Decision.REJECTED)
        user_events.not_posted(held.author_id, held.room_id, held.nonce)
        user_events.waiting_changed()
        record(moderator, "held_rejected", Note(held.author, held.room, reason=reason))


def _require(moderator: User, held: HeldMessage) -> None:
    if not moderates_place(moderator):
        raise Refused("forbidden")
    check_unmuted(moderator)
    waiting = HeldMessage.objects.filter(pk=held.pk, decision=HeldMessage.Decision.WAITING)
    if not waiting.exists():
        raise Refused("not_found")


def _waiting(moderator: User, held: HeldMessage) -> Membership:
    _require(moderator, held)
    seats = Membership.objects.filter(room=held.room_id, user=held.author_id)
    membership = seats.filter(user__is_active=True).select_related("room", "user").first()
    if membership is None:
        raise Refused("not_member")
    if not membership.may_write():
        raise Refused("archived")
    return membership
