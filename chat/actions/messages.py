"""Posting. The writer calls the plural; the singular, for everybody else, is a list of one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from chat import journal, statements
from chat.actions.acting import Stored, not_a_member
from chat.actions.mentions import People, callable_people, may_call_all
from chat.actions.refusal import Refused
from chat.actions.screening import Screening, screening
from chat.actions.seats import members_among
from chat.actions.text import check_body
from chat.models import Membership, Message, RoomHead
from chat.models.message import SAID
from chat.text import markdown


@dataclass(frozen=True, slots=True)
class Send:
    """What somebody wants to say. `here`: whom @here calls, who are present as it is written."""

    room_id: int
    user_id: int
    nonce: UUID
    body: str
    reply_to: int | None = None
    here: frozenset[int] = field(default_factory=frozenset)


Outcome = Stored | Refused
Members = Mapping[tuple[int, int], Membership]


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


def post_messages(sends: Sequence[Send]) -> list[Outcome]:
    """Store all of these in one transaction, in their order; one outcome for each.

    One that is refused does not touch the others. May they? is asked under the lock on the rooms'
    heads, so the answer is true at commit.
    """
    people = callable_people((send.room_id, send.body) for send in sends)
    prepared = [_prepared(send, people.get(send.room_id, {})) for send in sends]
    senders = {send.user_id for send in sends}
    with journal.locked((send.room_id for send in sends), among=senders) as heads:
        members = _members(sends)
        screen = screening(members.values())
        judge = Judge(heads, members, _originals(sends), screen)
        judged = _spared([judge.draft(one) for one in prepared], sends, screen)
        accepted = [draft for draft in judged if isinstance(draft, journal.Draft)]
        entries = journal.append(heads, accepted)
        screen.settle(entries)
        stored = iter(entries)
        return [
            judgement if isinstance(judgement, Refused) else _outcome(judgement, next(stored))
            for judgement in judged
        ]


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that takes time and needs no lock."""

    send: Send
    rendered: markdown.Rendered

    @property
    def calls_many(self) -> bool:
        """Whether it calls more than those it names."""
        return self.rendered.calls_all or (self.rendered.calls_here and bool(self.send.here))


def _prepared(send: Send, people: People) -> Prepared | Refused:
    try:
        check_body(send.body)
    except Refused as refusal:
        return refusal
    return Prepared(send, markdown.render_with_mentions(send.body, people))


def _members(sends: Iterable[Send]) -> Members:
    rooms, people = {send.room_id for send in sends}, {send.user_id for send in sends}
    found = statements.members(rooms, people)
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

    def draft(self, prepared: Prepared | Refused) -> journal.Draft | Refused:
        """Return what is to be stored, or why it is not."""
        if isinstance(prepared, Refused):
            return prepared
        send = prepared.send
        membership = self.members.get((send.room_id, send.user_id))
        if membership is None or send.room_id not in self.heads:
            return not_a_member(send.room_id, send.user_id)
        if not membership.may_write():
            return Refused("archived")
        if send.reply_to is not None and not self._may_quote(membership, send.reply_to):
            return Refused("not_found")
        draft = _draft(prepared, membership)
        if refusal := self.screen.refusal(membership, draft):
            return refusal
        return _calling(draft, prepared, membership) if prepared.calls_many else draft

    def _may_quote(self, membership: Membership, message_id: int) -> bool:
        original = self.originals.get(message_id)
        return (
            original is not None
            and original.room_id == membership.room_id
            and original.seq > membership.visible_from
            and original.kind in SAID
        )


def _draft(prepared: Prepared, membership: Membership) -> journal.Draft:
    send, rendered = prepared.send, prepared.rendered
    return journal.Draft(
        send.room_id,
        send.user_id,
        send.nonce,
        body=send.body,
        html=rendered.html,
        reply_to_id=send.reply_to,
        mentions=tuple(sorted(rendered.people)),
        mentions_all=rendered.calls_all,
        author=membership.user,
    )


def _spared(
    judged: Sequence[journal.Draft | Refused],
    sends: Sequence[Send],
    screen: Screening,
) -> list[journal.Draft | Refused]:
    """Whoever sends again what is stored is told so, however they stand by now."""
    spared = screen.spared()
    return [
        spared.get((send.room_id, send.user_id, send.nonce), told)
        if isinstance(told, Refused)
        else told
        for send, told in zip(sends, judged, strict=True)
    ]


def _calling(draft: journal.Draft, prepared: Prepared, membership: Membership) -> journal.Draft:
    """The draft with all whom it calls, as far as its author may call so many."""
    if not may_call_all(membership):
        return replace(draft, mentions_all=False)
    called = prepared.send.here if prepared.rendered.calls_here else frozenset[int]()
    here = members_among(membership.room_id, called) - {membership.user_id}
    return replace(draft, mentions=tuple(sorted({*draft.mentions, *here})))


def _outcome(draft: journal.Draft, entry: journal.Entry) -> Outcome:
    """Whether it is what was sent cannot be told any more of a message that was changed since."""
    message = entry.message
    is_as_sent = message.edited_at is None and message.deleted_at is None
    if is_as_sent and (message.kind, message.body) != (draft.kind, draft.body):
        return Refused("nonce_reused")
    return Stored(message.room_id, message.nonce, message.pk, message.seq, entry.duplicate)
