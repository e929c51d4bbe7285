"""Posting. The writer calls the plural; the singular, for everybody else, is a list of one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from chat import journal, markdown
from chat.actions.refusal import Refused
from chat.actions.text import check_body
from chat.models import Membership, RoomHead


@dataclass(frozen=True, slots=True)
class Send:
    """What somebody wants to say."""

    room_id: int
    user_id: int
    nonce: UUID
    body: str


@dataclass(frozen=True, slots=True)
class Stored:
    """Where it stands now. `duplicate`: it stood there before this call."""

    room_id: int
    nonce: UUID
    id: int
    seq: int
    duplicate: bool


Outcome = Stored | Refused


def post_message(send: Send) -> Stored:
    """Store one message and announce it.

    Raises Refused: `empty`, `too_long`, `bad_text`, `not_found`, `not_member`, `nonce_reused`.
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
    drafts = [_drafted(send) for send in sends]
    with journal.locked(send.room_id for send in sends) as heads:
        members = _members(sends)
        judged = [_judged(draft, heads, members) for draft in drafts]
        accepted = [draft for draft in judged if isinstance(draft, journal.Draft)]
        entries = iter(journal.append(heads, accepted))
        return [
            judgement if isinstance(judgement, Refused) else _outcome(judgement, next(entries))
            for judgement in judged
        ]


def _drafted(send: Send) -> journal.Draft | Refused:
    """Everything that takes time and needs no lock."""
    try:
        check_body(send.body)
    except Refused as refusal:
        return refusal
    html = markdown.render(send.body)
    return journal.Draft(send.room_id, send.user_id, send.nonce, body=send.body, html=html)


def _members(sends: Iterable[Send]) -> set[tuple[int, int]]:
    return set(
        Membership.objects.filter(
            room_id__in={send.room_id for send in sends},
            user_id__in={send.user_id for send in sends},
            user__is_active=True,
        ).values_list("room_id", "user_id")
    )


def _judged(
    draft: journal.Draft | Refused,
    heads: Mapping[int, RoomHead],
    members: set[tuple[int, int]],
) -> journal.Draft | Refused:
    if isinstance(draft, Refused):
        return draft
    if draft.room_id not in heads:
        return Refused("not_found")
    if (draft.room_id, draft.author_id) not in members:
        return Refused("not_member")
    return draft


def _outcome(draft: journal.Draft, entry: journal.Entry) -> Outcome:
    message = entry.message
    if (message.kind, message.body) != (draft.kind, draft.body):
        return Refused("nonce_reused")
    return Stored(message.room_id, message.nonce, message.pk, message.seq, entry.duplicate)
