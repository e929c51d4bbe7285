"""Messages that a filter holds: a moderator posts them as written, or rejects them."""

from dataclasses import replace

from chat.actions.messages.drafting import drafted_for, may_quote
from chat.actions.messages.pipeline import Verdict, members_of, store
from chat.actions.messages.preparing import Prepared, Send, rendered_text
from chat.actions.moderation.audit import Note, record
from chat.actions.moderation.authority import moderates_place
from chat.actions.moderation.voice import check_unmuted
from chat.actions.refusal import Refused
from chat.log import journal, user_events
from chat.models import HeldMessage, Message, User


def post_held(moderator: User, held: HeldMessage) -> Message:
    """Post a held message in its author's name, at the end of the room, under its own nonce.

    It calls whom its author may call: @here those who were present as it was written. Raises
    Refused: `forbidden`, `muted`, `not_found` (decided by somebody else), `not_member` (its author
    has left the room), `archived`, `nonce_reused` (something else has come under its nonce).
    """
    prepared = Prepared(_send(held), rendered_text(held.room_id, held.body))
    with journal.locked([held.room_id]) as heads:
        _require(moderator, held)
        HeldMessage.objects.filter(pk=held.pk).delete()
        [outcome] = store(heads, [prepared], _let_through)
        if isinstance(outcome, Refused):
            raise outcome
        message = Message.objects.select_related("author").get(pk=outcome.id)
        user_events.waiting_changed()
        record(moderator, "held_posted", Note(held.author, held.room, message))
    return message


def _send(held: HeldMessage) -> Send:
    """What its author sent."""
    return Send(
        held.room_id,
        held.author_id,
        held.nonce,
        held.body,
        held.reply_to_id,
        here=frozenset(held.here),
    )


def _let_through(prepared: Prepared) -> Verdict:
    """The judge of what a moderator has decided to post: only its author's place is asked about.

    What it answers is left out, where they may quote that no more.
    """
    send, text = prepared.send, prepared.text
    if isinstance(text, Refused):
        return text
    membership = members_of([send]).get((send.room_id, send.user_id))
    if membership is None:
        return Refused("not_member")
    if not membership.may_write():
        return Refused("archived")
    original = Message.objects.filter(pk=send.reply_to).first() if send.reply_to else None
    if not may_quote(membership, original):
        send = replace(send, reply_to=None)
    return drafted_for(send, text, membership)


def reject_held(moderator: User, held: HeldMessage, reason: str = "") -> None:
    """Reject a held message, and tell its author.

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
