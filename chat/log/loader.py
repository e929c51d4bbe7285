"""What a message needs beside its own row to be told: one list, which all who read or tell go by.

A relation stands in `RELATIONS` and nowhere else: who reads messages has them loaded, who tells
them asks the database for nothing, and what was just stored is told from memory if it needs nothing
more.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from chat.models import Message, Reaction, User


@dataclass(frozen=True, slots=True)
class Relation:
    """Rows beside a message's own. `name`: as the message has them, and as clients are told them.

    `is_needed`: whether there may be any, as the message's own row says. `rows`: how they are
    fetched, with all that is told of them. `told`: what is, to whoever sees what stands after a
    floor.
    """

    name: str
    is_needed: Callable[[Message], object]
    rows: Callable[[], QuerySet[Any]]
    told: Callable[[Message, int], Any]

    def is_missing(self, message: Message) -> bool:
        """Return whether telling the message would ask the database for it."""
        if not self.is_needed(message) or self.name in message._state.fields_cache:
            return False
        return self.name not in getattr(message, "_prefetched_objects_cache", ())


def _subject(message: Message, _floor: int) -> dict[str, Any] | None:
    return message.subject.facts() if message.subject else None


def _quote(message: Message, floor: int) -> dict[str, Any] | None:
    quote = message.quote(floor)
    return quote.facts() if quote else None


def _reactions(message: Message, _floor: int) -> list[dict[str, Any]]:
    return [
        {"emoji": emoji, "people": [person.facts() for person in people]}
        for emoji, people in message.reacted()
    ]


RELATIONS = (
    Relation(
        "author",
        is_needed=lambda message: True,
        rows=User.objects.all,
        told=lambda message, floor: message.author.facts(),
    ),
    Relation(
        "subject",
        is_needed=lambda message: message.subject_id,
        rows=User.objects.all,
        told=_subject,
    ),
    Relation(
        "reply_to",
        is_needed=lambda message: message.reply_to_id,
        rows=Message.objects.quoted,
        told=_quote,
    ),
    Relation(
        "reactions",
        is_needed=lambda message: message.may_have_reactions,
        rows=lambda: Reaction.objects.select_related("user").order_by("pk"),
        told=_reactions,
    ),
)


def load(found: Iterable[Message]) -> list[Message]:
    """Return these messages with all that is needed to tell them.

    A query for each relation, and only when it is missing somewhere: a plain message that comes
    with its author costs nothing more.
    """
    messages = list(found)
    for relation in RELATIONS:
        if missing := [message for message in messages if relation.is_missing(message)]:
            prefetch_related_objects(missing, Prefetch(relation.name, queryset=relation.rows()))
    return messages


def is_loaded(message: Message) -> bool:
    """Return whether this message can be told as it is, without the database."""
    return not any(relation.is_missing(message) for relation in RELATIONS)


def facts(message: Message, floor: int = 0) -> dict[str, Any]:
    """Return what clients are told of a message that is loaded.

    The same for whoever sees what stands after `floor`; nothing depends on who reads.
    """
    told = message.own_facts()
    for relation in RELATIONS:
        told[relation.name] = relation.told(message, floor)
    return told
