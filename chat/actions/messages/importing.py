"""Taking a log of another chat into a room, with its times, its order and its people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from uuid import UUID

from django.db import transaction

from chat.access.rules import Book
from chat.actions.moderation import rulebook
from chat.actions.people.bulk import nick_of, people_of_log, possible_people_of_log
from chat.log import journal
from chat.models import Membership, Message, Room, User
from chat.models.messages.message import SAID, Kind, excerpt_of
from chat.text.markdown import rendering
from chat.text.mentions import name_before_colon, possible_names
from chat.text.names.folding import fold


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a log. The body of a changed nick is the new nick."""

    nick: str
    nonce: UUID
    kind: Kind
    body: str
    at: datetime | None


class Outcome(Enum):
    """What became of a line."""

    STORED = "stored"
    DUPLICATE = "duplicate"
    OTHER_TEXT = "other text"
    FILTERED = "filtered"


def open_room(slug: str) -> Room:
    """Return the room at this address, made when there is none; nobody joins it by that."""
    with transaction.atomic():
        journal.hold_site()
        room, made = Room.objects.get_or_create(slug=slug, defaults={"name": slug})
        if made:
            journal.open_log(room)
    return room


def import_lines(room_id: int, lines: Sequence[Said]) -> list[Outcome]:
    """Append those of these lines that the room does not have, in one transaction.

    Returns what became of each: `OTHER_TEXT` is a nonce that stands in the room with another
    text, `FILTERED` one that the filters of this place do not let through. Who speaks or comes is a
    member afterwards, and who goes is none.
    """
    stopped = _filtered(lines)
    with journal.locked([room_id]) as heads:
        known = _known(room_id, lines)
        filtered = stopped - known.keys()
        fresh = [line for line in lines if line.nonce not in filtered | known.keys()]
        people = people_of_log([nick for line in fresh for nick in _presence(line)])
        called = _callable(room_id, fresh, people)
        journal.append(heads, [_draft(room_id, people[line.nick], line, called) for line in fresh])
        _seat(room_id, heads[room_id].seq, fresh, people)
    return [
        Outcome.FILTERED if line.nonce in filtered else _outcome(line, known.get(line.nonce))
        for line in lines
    ]


def _filtered(lines: Iterable[Said]) -> set[UUID]:
    """Those that a filter blocks, or would hold: nobody waits here for the answer."""
    book = rulebook.current()
    said = [line for line in lines if line.kind in SAID] if book.looks_at_texts else []
    return {line.nonce for line in said if _is_stopped(line.body, book)}


def _is_stopped(body: str, book: Book) -> bool:
    found = book.findings(body, rendering.render_plain(body))
    objection = book.objection_to(found, is_new=False)
    return objection is not None and objection.code in ("blocked", "held")


def _known(room_id: int, lines: Sequence[Said]) -> dict[UUID, Message]:
    people = possible_people_of_log([line.nick for line in lines])
    found = Message.objects.filter(
        room_id=room_id,
        author_id__in=[person.pk for person in people],
        nonce__in=[line.nonce for line in lines],
    )
    return {message.nonce: message for message in found}


def _presence(line: Said) -> dict[str, bool]:
    """Whom the line is about, and whether they are there after it."""
    match line.kind:
        case Kind.LEFT:
            return {line.nick: False}
        case Kind.NICK_CHANGED:
            return {line.nick: False, line.body: True}
    return {line.nick: True}


def _callable(room_id: int, lines: Iterable[Said], people: dict[str, User]) -> dict[str, int]:
    """Whom these lines may call, by folded nick: who speaks in them or was there before.

    Never somebody who can sign in: what a log says is not said to them.
    """
    said = [line.body for line in lines]
    names = set().union(*map(possible_names, said), *map(name_before_colon, said))
    residents = User.objects.able_to_sign_in().values("pk")
    earlier = possible_people_of_log(names).filter(memberships__room=room_id)
    seated = {nick_of(person): person.pk for person in earlier.exclude(pk__in=residents)}
    return seated | {fold(nick): person.pk for nick, person in people.items()}


def _draft(room_id: int, author: User, line: Said, called: dict[str, int]) -> journal.Draft:
    said = journal.Draft(
        room_id, author.pk, line.nonce, line.kind, body=line.body, created_at=line.at
    )
    if line.kind not in SAID:
        return said
    rendered = rendering.render_plain(line.body, called)
    mentions = tuple(sorted(rendered.people - {author.pk}))
    excerpt = excerpt_of(rendered.text)
    return replace(said, html=rendered.html, excerpt=excerpt, mentions=mentions)


def _seat(room_id: int, head: int, lines: Iterable[Said], people: dict[str, User]) -> None:
    """The log itself says who joined and left: nothing is added to it."""
    here = {people[nick].pk: is_here for line in lines for nick, is_here in _presence(line).items()}
    gone = [user_id for user_id, is_here in here.items() if not is_here]
    Membership.objects.filter(room_id=room_id, user_id__in=gone).delete()
    Membership.objects.bulk_create(
        (
            Membership(room_id=room_id, user_id=user_id, read_seq=head)
            for user_id, is_here in here.items()
            if is_here
        ),
        ignore_conflicts=True,
    )


def _outcome(line: Said, standing: Message | None) -> Outcome:
    if standing is None:
        return Outcome.STORED
    if (standing.kind, standing.body) == (line.kind, line.body):
        return Outcome.DUPLICATE
    return Outcome.OTHER_TEXT
