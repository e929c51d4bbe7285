"""Posting. The writer calls the plural; the singular, for everybody else, is a list of one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from chat.actions.messages.acting import Stored, not_a_member
from chat.actions.messages.drafting import drafted_for, held_back, may_quote
from chat.actions.messages.pipeline import Members, Outcome, Verdict, members_of, store
from chat.actions.messages.preparing import Prepared, Send, Text, prepare
from chat.actions.messages.screening import Screening, screening
from chat.actions.moderation.reports import flag
from chat.actions.refusal import Refused
from chat.log import journal
from chat.models import Membership, Message, RoomHead

__all__ = ["Outcome", "Send", "post_message", "post_messages"]


def post_message(send: Send) -> Stored:
    """Store one message and announce it.

    Raises Refused: `empty`, `too_long`, `bad_text`, `not_found`, `not_member`, `archived`,
    `nonce_reused`, and what the rule book says: `muted`, `locked`, `slow_mode`, `new_too_fast`,
    `new_no_links`, `blocked`, `held`.
    """
    [outcome] = post_messages([send])
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def post_messages(handed_in: Sequence[Send | Prepared]) -> list[Outcome]:
    """Store all of these in one transaction, in their order; one outcome for each.

    What is not prepared yet is prepared before there is a lock. One that is refused does not touch
    the others. Whoever repeats what is known is told what became of it, whatever has changed since.
    """
    prepared = list(map(prepare, handed_in))
    sends = [one.send for one in prepared]
    senders = {send.user_id for send in sends}
    with journal.locked((send.room_id for send in sends), among=senders) as heads:
        members = members_of(sends)
        rules = Rules(heads, members, _originals(sends), screening(members.values()))
        outcomes = store(heads, prepared, rules.judge)
        for message, filter_id in rules.flagged:
            flag(message, filter_id)
        return outcomes


def _originals(sends: Iterable[Send]) -> dict[int, Message]:
    """The messages that these reply to; no query when none does."""
    wanted = {send.reply_to for send in sends if send.reply_to is not None}
    return Message.objects.in_bulk(wanted) if wanted else {}


@dataclass(frozen=True, slots=True)
class Rules:
    """The judge of what is posted: who may say what where, as it is told under the lock.

    `flagged`: what is stored though a filter has found something in it, and by which filter.
    """

    heads: Mapping[int, RoomHead]
    members: Members
    originals: Mapping[int, Message]
    screen: Screening
    flagged: list[tuple[Message, int | None]] = field(default_factory=list)

    def judge(self, prepared: Prepared) -> Verdict:
        """Return what is to be stored, or to wait for a moderator; or why neither."""
        send, text = prepared.send, prepared.text
        if isinstance(text, Refused):
            return text
        membership = self.members.get((send.room_id, send.user_id))
        if membership is None or send.room_id not in self.heads:
            return not_a_member(send.room_id, send.user_id)
        if not membership.may_write():
            return Refused("archived")
        original = self.originals.get(send.reply_to or 0)
        if send.reply_to is not None and not may_quote(membership, original):
            return Refused("not_found")
        return self._screened(send, text, membership)

    def _screened(self, send: Send, text: Text, membership: Membership) -> Verdict:
        objection = self.screen.objection(membership, text)
        if objection is None:
            return drafted_for(send, text, membership)
        if objection.code == "held":
            return held_back(send, text, objection.filter_id)
        if objection.code != "flagged":
            return Refused(objection.code, objection.retry_after)
        message = drafted_for(send, text, membership)
        self.flagged.append((message, objection.filter_id))
        return message
