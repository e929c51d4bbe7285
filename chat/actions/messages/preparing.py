"""What takes time about a text and needs no lock: whom it names, its HTML, what filters find."""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from chat.access.rules import Book, Findings
from chat.actions.messages.mentions import People, callable_people
from chat.actions.messages.text import check_body
from chat.actions.moderation import rulebook
from chat.actions.refusal import Refused
from chat.models import Message
from chat.models.messages.message import excerpt_of
from chat.text.markdown import rendering
from chat.text.markdown.rendering import Rendered, as_typed, is_plain

logger = logging.getLogger(__name__)

QUICK_CHARS = 500
"""Up to this length, plain text may be prepared by the writer, for whom everybody waits."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text that somebody wrote, ready to be judged and stored.

    `kind`: what a message of it is. `excerpt`: what is quoted of it.
    """

    body: str
    kind: str
    rendered: Rendered
    excerpt: str
    found: Findings

    def found_by(self, book: Book) -> Findings:
        """Return what these rules find in it; looked for again only if they have changed since."""
        if self.found.version == book.version:
            return self.found
        return book.findings(self.body, self.rendered)


@dataclass(frozen=True, slots=True)
class Send:
    """What somebody wants to say. `here`: whom @here calls, who are present as it is written.

    `kind` and `said_at`: what it is and when it was said, where a log of another chat tells that.
    """

    room_id: int
    user_id: int
    nonce: UUID
    body: str
    reply_to: int | None = None
    here: frozenset[int] = field(default_factory=frozenset)
    kind: str | None = None
    said_at: datetime | None = None

    @property
    def key(self) -> tuple[int, int, UUID]:
        """What names it for ever."""
        return self.room_id, self.user_id, self.nonce

    @property
    def strings(self) -> tuple[str, ...]:
        """All that is long about it."""
        return (self.body,)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What somebody wants to say, with its text; or with why that cannot be a text."""

    send: Send
    text: Text | Refused

    @property
    def room_id(self) -> int:
        """The room that it is for."""
        return self.send.room_id

    @property
    def strings(self) -> tuple[str, ...]:
        """All that is long about it."""
        if isinstance(self.text, Refused):
            return (self.send.body,)
        return self.send.body, self.text.rendered.html, self.text.rendered.text


def prepare(send: Send | Prepared) -> Prepared:
    """Do all of a message that needs no lock, unless it is done; why it can be no text is in it."""
    if isinstance(send, Prepared):
        return send
    return Prepared(send, prepared_text(send.room_id, send.body))


def prepared_text(room_id: int, body: str) -> Text | Refused:
    """Return a text for this room, or why it is none: `empty`, `too_long`, `bad_text`."""
    try:
        check_body(body)
    except Refused as refusal:
        return refusal
    return rendered_text(room_id, body)


def rendered_text(room_id: int, body: str) -> Text:
    """Return a text that has been found fit before, such as one that a filter held."""
    people = callable_people([(room_id, body)]).get(room_id, {})
    rendered = _rendered(body, people)
    kind = Message.Kind.ACTION if rendered.is_action else Message.Kind.TEXT
    return text_of(body, kind, rendered, rulebook.cached().findings(body, rendered))


def text_of(body: str, kind: str, rendered: Rendered, found: Findings) -> Text:
    """Return a text of this kind, with what is quoted of it."""
    return Text(body, kind, rendered, excerpt_of(rendered.text), found)


def is_quick(body: str) -> bool:
    """Whether preparing this takes a few microseconds, and no query: the writer may do it."""
    is_short = len(body) <= QUICK_CHARS
    return is_short and not rulebook.cached().looks_at_texts and is_plain(body)


def _rendered(body: str, people: People) -> Rendered:
    """Whatever goes wrong, nothing that somebody wrote is lost: it is shown as it was typed."""
    try:
        return rendering.render_with_mentions(body, people)
    except Exception:
        logger.exception("A text could not be rendered and is shown as it was typed")
        return as_typed(body)
