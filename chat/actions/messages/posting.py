"""Posting. The writer calls the plural; the singular, for everybody else, is a list of one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from chat.actions.messages.acting import Stored, not_a_member
from chat.actions.messages.mentions import may_call_all
from chat.actions.messages.preparing import Prepared, Send, Text, prepare
from chat.actions.messages.screening import Screening, screening
from chat.actions.refusal import Refused
from chat.actions.rooms.membership_rows import members_among
from chat.log import journal, sql
from chat.models import HeldMessage, Membership, Message, RoomHead
from chat.models.messages.message import SAID

__all__ = ["Outcome", "Send", "drafted", "may_quote", "post_message", "post_messages"]

Outcome = Stored | Refused
Members = Mapping[tuple[int, int], Membership]
Kept = TypeVar("Kept", Message, HeldMessage)


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

    What is not prepared yet is prepared before there is a lock.
    One that is refused does not touch the others. May they? is asked under the lock on the rooms'
    heads, so the answer is true at commit. Nonces come first: whoever repeats what is known is told
    what became of it, whatever has changed since.
    """
    prepared = list(map(prepare, handed_in))
    sends = [one.send for one in prepared]
    senders = {send.user_id for send in sends}
    with journal.locked((send.room_id for send in sends), among=senders) as heads:
        known = _known([send.key for send in sends])
        members = _members(sends)
        judge = Judge(heads, members, _originals(sends), screening(members.values()))
        judged = [known.answer(one) or judge.draft(one) for one in prepared]
        accepted = [draft for draft in judged if isinstance(draft, journal.Draft)]
        entries = journal.append(heads, accepted)
        judge.screen.settle(entries)
        stored = iter(entries)
        return [
            told_of(next(stored), one.body) if isinstance(one, journal.Draft) else one
            for one in judged
        ]


@dataclass(frozen=True, slots=True)
class Known:
    """What stands in the log, or waits for a moderator, under nonces that are sent now."""

    messages: Mapping[journal.Key, Message]
    held: Mapping[journal.Key, HeldMessage]

    def answer(self, prepared: Prepared) -> Outcome | None:
        """Return what became of it; None of what is sent for the first time."""
        body = prepared.send.body
        if message := self.messages.get(prepared.send.key):
            return told_of(journal.Entry(message, duplicate=True), body)
        held = self.held.get(prepared.send.key)
        if held is None:
            return None
        if held.body != body:
            return Refused("nonce_reused")
        return Refused("blocked" if held.decision == HeldMessage.Decision.REJECTED else "held")


def _known(keys: Sequence[journal.Key]) -> Known:
    """Asked under the lock, it is true at commit.

    Of rooms without a head in `journal.locked` as well: what former members sent stands for ever.
    """
    messages, held = sql.under(keys)
    return Known(_by_key(Message, messages), _by_key(HeldMessage, held))


def _by_key(model: type[Kept], ids: Sequence[int]) -> dict[journal.Key, Kept]:
    """The rows of these ids; no query when there is none, as almost always."""
    rows = model._default_manager.filter(pk__in=ids) if ids else ()
    return {(row.room_id, row.author_id, row.nonce): row for row in rows}


def told_of(entry: journal.Entry, body: str) -> Outcome:
    """Return what the one who sent this body is told of the message that stands under its nonce.

    Whether it is what was sent cannot be told any more of a message that was changed since.
    """
    message = entry.message
    is_as_sent = message.edited_at is None and message.deleted_at is None
    if message.kind not in SAID or (is_as_sent and message.body != body):
        return Refused("nonce_reused")
    return Stored(message.room_id, message.nonce, message.pk, message.seq, entry.duplicate)


def _members(sends: Iterable[Send]) -> Members:
    rooms, people = {send.room_id for send in sends}, {send.user_id for send in sends}
    found = sql.members(rooms, people)
    return {(membership.room_id, membership.user_id): membership for membership in found}


def _originals(sends: Iterable[Send]) -> dict[int, Message]:
    """The messages that these reply to; no query when none does."""
    wanted = {send.reply_to for send in sends if send.reply_to is not None}
    return Message.objects.in_bulk(wanted) if wanted else {}


@dataclass(frozen=True, slots=True)
class Judge:
    """Decides under the lock: what it was told is true until the commit."""

    heads: Mapping[int, RoomHead]
    members: Members
    originals: Mapping[int, Message]
    screen: Screening

    def draft(self, prepared: Prepared) -> journal.Draft | Refused:
        """Return what is to be stored, or why it is not."""
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
        refusal = self.screen.refusal(membership, send, text)
        return refusal or drafted(send, text, membership)


def may_quote(membership: Membership, original: Message | None) -> bool:
    """Return whether this member may reply to that message: they see it, and somebody said it."""
    return (
        original is not None
        and original.room_id == membership.room_id
        and original.seq > membership.visible_from
        and original.kind in SAID
    )


def drafted(send: Send, text: Text, membership: Membership) -> journal.Draft:
    """Return what is to be stored, with all whom it calls, as far as its author may call so many.

    `membership`: its author's, with the person.
    """
    rendered = text.rendered
    draft = journal.Draft(
        send.room_id,
        send.user_id,
        send.nonce,
        kind=text.kind,
        body=text.body,
        html=rendered.html,
        excerpt=text.excerpt,
        reply_to_id=send.reply_to,
        mentions=tuple(sorted(rendered.people)),
        author=membership.user,
    )
    here = send.here if rendered.calls_here else frozenset[int]()
    if not (rendered.calls_all or here) or not may_call_all(membership):
        return draft
    called = members_among(send.room_id, here) - {send.user_id}
    mentions = tuple(sorted({*draft.mentions, *called}))
    return replace(draft, mentions=mentions, mentions_all=rendered.calls_all)
