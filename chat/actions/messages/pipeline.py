"""The one way into a room's log for what people say: known? judged, stored, answered.

Posting, letting through what a filter held, and taking in the log of another chat all go it. Each
prepares its texts, locks the room's head and brings a judge of its own.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from chat.actions.messages.acting import Stored
from chat.actions.messages.preparing import Send
from chat.actions.refusal import Refused
from chat.log import journal, sql, user_events
from chat.models import HeldMessage, Membership, Message, RoomHead
from chat.models.messages.message import SAID

Kept = Message | HeldMessage
Outcome = Stored | Refused
Verdict = Kept | Refused
"""What is to be stored of something, or to wait for a moderator; or why neither."""

Members = Mapping[tuple[int, int], Membership]


class Sent(Protocol):
    """Something to be said, with whatever its judge wants to know of it."""

    @property
    def send(self) -> Send:
        """Who says what where, under which nonce."""


S = TypeVar("S", bound=Sent)
K = TypeVar("K", Message, HeldMessage)


def store(
    heads: Mapping[int, RoomHead], sent: Sequence[S], judge: Callable[[S], Verdict]
) -> list[Outcome]:
    """Store all of these, in their order, as the judge decides; return one outcome for each.

    `heads`: from `journal.locked`, so that what is decided here is true at commit. Nonces come
    first: the judge is asked about nothing that is known, in the log, among what is held, or
    further up among these, and whoever repeats it is told what became of it.
    """
    known = known_under([one.send.key for one in sent])
    fresh: list[Kept] = []
    decided: list[tuple[Verdict, bool]] = []
    for one in sent:
        found = known.get(one.send.key)
        verdict = found or judge(one)
        if found is None and not isinstance(verdict, Refused):
            known[one.send.key] = verdict
            fresh.append(verdict)
        decided.append((verdict, found is not None))
    journal.append(heads, [one for one in fresh if isinstance(one, Message)])
    _hold([one for one in fresh if isinstance(one, HeldMessage)])
    return [
        _told(one.send, verdict, is_known)
        for one, (verdict, is_known) in zip(sent, decided, strict=True)
    ]


def _hold(messages: Sequence[HeldMessage]) -> None:
    if messages:
        HeldMessage.objects.bulk_create(messages)
        user_events.waiting_changed()


# --- Nonces ---------------------------------------------------------------------------------


def known_under(keys: Sequence[journal.Key]) -> dict[journal.Key, Kept]:
    """Return what stands in the log, or waits for a moderator, under these keys.

    Of rooms that are not locked as well: what former members sent stands for ever.
    """
    messages, held = sql.under(keys)
    return {**_by_key(HeldMessage, held), **_by_key(Message, messages)}


def _by_key(model: type[K], ids: Sequence[int]) -> dict[journal.Key, K]:
    """The rows of these ids; no query when there is none, as almost always."""
    rows = model._default_manager.filter(pk__in=ids) if ids else ()
    return {(row.room_id, row.author_id, row.nonce): row for row in rows}


def _told(send: Send, verdict: Verdict, is_known: bool) -> Outcome:
    """What the one who sent this is told, now that it is stored."""
    match verdict:
        case Refused():
            return verdict
        case Message() if _is_as_sent(send, verdict):
            return Stored(verdict.room_id, verdict.nonce, verdict.pk, verdict.seq, is_known)
        case HeldMessage() if verdict.body == send.body:
            is_rejected = verdict.decision == HeldMessage.Decision.REJECTED
            return Refused("blocked" if is_rejected else "held")
    return Refused("nonce_reused")


def _is_as_sent(send: Send, message: Message) -> bool:
    """Whether it is what was sent, which cannot be told any more of one that was changed since."""
    kinds = SAID if send.kind is None else {send.kind}
    if message.edited_at or message.deleted_at:
        return message.kind in SAID and not SAID.isdisjoint(kinds)
    return message.kind in kinds and message.body == send.body


# --- Who says it ----------------------------------------------------------------------------


def members_of(sends: Iterable[Send]) -> Members:
    """Return the memberships of those who send these, where they have an open account."""
    rooms, people = {send.room_id for send in sends}, {send.user_id for send in sends}
    found = sql.members(rooms, people)
    return {(membership.room_id, membership.user_id): membership for membership in found}
