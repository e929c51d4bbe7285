"""Messages that a filter holds: a moderator posts them, as their authors wrote them, or not."""

from chat import journal
from chat.actions.audit import Note, record
from chat.actions.authority import moderates_place
from chat.actions.mentions import callable_people
from chat.actions.refusal import Refused
from chat.models import HeldMessage, Membership, Message, User
from chat.text import markdown


def post_held(moderator: User, held: HeldMessage) -> Message:
    """Post a held message in its author's name, at the end of the room, under its own nonce.

    Raises Refused: `forbidden`, `not_found` (decided by somebody else), `not_member` (its author
    has left the room), `archived`.
    """
    people = callable_people([(held.room_id, held.body)]).get(held.room_id, {})
    rendered = markdown.render_with_mentions(held.body, people)
    with journal.locked([held.room_id]) as heads:
        membership = _waiting(moderator, held)
        draft = journal.Draft(
            held.room_id,
            held.author_id,
            held.nonce,
            body=held.body,
            html=rendered.html,
            reply_to_id=_original(held, membership),
            mentions=tuple(sorted(rendered.people)),
        )
        [entry] = journal.append(heads, [draft])
        HeldMessage.objects.filter(pk=held.pk).delete()
        record(moderator, "held_posted", Note(held.author, held.room, entry.message))
    return entry.message


def reject_held(moderator: User, held: HeldMessage, reason: str = "") -> None:
    """Leave a held message unposted. Raises Refused: `forbidden`, `not_found`."""
    with journal.locked([held.room_id]):
        _require(moderator, held)
        HeldMessage.objects.filter(pk=held.pk).update(decision=HeldMessage.Decision.REJECTED)
        record(moderator, "held_rejected", Note(held.author, held.room, reason=reason))


def _require(moderator: User, held: HeldMessage) -> None:
    if not moderates_place(moderator):
        raise Refused("forbidden")
    waiting = HeldMessage.objects.filter(pk=held.pk, decision=HeldMessage.Decision.WAITING)
    if not waiting.exists():
        raise Refused("not_found")


def _waiting(moderator: User, held: HeldMessage) -> Membership:
    _require(moderator, held)
    seats = Membership.objects.filter(room=held.room_id, user=held.author_id)
    membership = seats.filter(user__is_active=True).select_related("room").first()
    if membership is None:
        raise Refused("not_member")
    if not membership.may_write():
        raise Refused("archived")
    return membership


def _original(held: HeldMessage, membership: Membership) -> int | None:
    """What it answers, unless that went out of its author's sight meanwhile."""
    original = held.reply_to
    is_seen = original is not None and original.seq > membership.visible_from
    return original.pk if original is not None and is_seen else None
