"""Taking a log of another chat into a room, with its times, its order and its people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from uuid import UUID

from django.db import transaction

from chat.access.rules import Book, Findings
from chat.actions.messages import pipeline
from chat.actions.messages.acting import Stored
from chat.actions.messages.drafting import drafted
from chat.actions.messages.pipeline import store
from chat.actions.messages.preparing import Send, text_of
from chat.actions.moderation import rulebook
from chat.actions.people.bulk import nick_of, people_of_log, possible_people_of_log
from chat.actions.refusal import Refused
from chat.log import journal
from chat.models import HeldMessage, Membership, Message, Room, User
from chat.models.messages.message import SAID, Kind
from chat.text.markdown import rendering
from chat.text.markdown.rendering import Rendered
from chat.text.mentions import name_before_colon, possible_names
from chat.text.names.folding import fold

UNSAID = Rendered("", "", (), frozenset(), mentions_all=False, mentions_here=False)
"""What is read of a line that nobody said, such as that somebody came: its kind tells it."""


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
    stopped = _stopped(lines)
    with journal.locked([room_id]) as heads:
        known = _authors(room_id, lines)
        fresh = [line for line in lines if line.nonce not in stopped | known.keys()]
        people = people_of_log([nick for line in fresh for nick in _presence(line)])
        authors = known | {line.nonce: people[line.nick].pk for line in fresh}
        sent = [
            _line(room_id, authors[line.nonce], line) for line in lines if line.nonce in authors
        ]
        scribe = Scribe(people, _callable(room_id, fresh, people))
        stored = store(heads, sent, scribe.judge)
        _seat(room_id, heads[room_id].seq, fresh, people)
    outcomes = {line.send.nonce: told for line, told in zip(sent, stored, strict=True)}
    return [_outcome(outcomes.get(line.nonce)) for line in lines]


def _stopped(lines: Iterable[Said]) -> set[UUID]:
    """Those that a filter blocks, or would hold: nobody waits here for the answer."""
    book = rulebook.current()
    said = [line for line in lines if line.kind in SAID] if book.looks_at_texts else []
    return {line.nonce for line in said if _is_stopped(line.body, book)}


def _is_stopped(body: str, book: Book) -> bool:
    found = book.findings(body, rendering.render_plain(body))
    objection = book.objection_to(found, is_new=False)
    return objection is not None and objection.code in ("blocked", "held")


def _authors(room_id: int, lines: Sequence[Said]) -> dict[UUID, int]:
    """Who has said those of these lines that are known: whoever stood for their nicks then."""
    people = possible_people_of_log([line.nick for line in lines]).values_list("pk", flat=True)
    mine = {"room_id": room_id, "author_id__in": list(people)}
    nonces = [line.nonce for line in lines]
    known: dict[UUID, int] = {}
    for model in (HeldMessage, Message):
        found = model._default_manager.filter(**mine, nonce__in=nonces)
        known |= dict(found.values_list("nonce", "author_id"))
    return known


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


@dataclass(frozen=True, slots=True)
class Line:
    """One line, and as what it is handed in."""

    said: Said
    send: Send


def _line(room_id: int, author_id: int, said: Said) -> Line:
    send = Send(room_id, author_id, said.nonce, said.body, kind=said.kind, said_at=said.at)
    return Line(said, send)


@dataclass(frozen=True, slots=True)
class Scribe:
    """The judge of what a log says: what the filters let through is written down as it was said.

    `people`: who stands for the nicks. `called`: whom the lines may call, by folded nick.
    """

    people: Mapping[str, User]
    called: Mapping[str, int]

    def judge(self, line: Line) -> Message:
        """Return the message of a line. Rendered under the lock, for only there are its people."""
        author, said = self.people[line.said.nick], line.said
        rendered = UNSAID
        if said.kind in SAID:
            rendered = rendering.render_plain(said.body, self.called)
            rendered = replace(rendered, people=rendered.people - {author.pk})
        return drafted(line.send, text_of(said.body, said.kind, rendered, Findings()), author)


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


def _outcome(outcome: pipeline.Outcome | None) -> Outcome:
    """None: it was not handed in at all. What waits for a moderator is not taken in beside that."""
    match outcome:
        case Stored():
            return Outcome.DUPLICATE if outcome.duplicate else Outcome.STORED
        case Refused(code="nonce_reused"):
            return Outcome.OTHER_TEXT
    return Outcome.FILTERED
