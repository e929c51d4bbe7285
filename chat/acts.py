"""Acts on a message, one row each: all that protocol, handlers, page and documents know of them.

A new act is a row here, a verb in chat/actions/messages/acts.py, a line of the menu and its
sentence `not_<name>`. Knows msgspec only, so that the protocol can be made of it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import msgspec

Number = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]

Moment = Annotated[datetime, msgspec.Meta(tz=True)]

REQUIRED = msgspec.NODEFAULT
LEFT_OUT = msgspec.UNSET
"""Of a field whose absence says something else than null: the verb is not given it."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an act's frame, beside `room`, `nonce` and `id`, which each of them has."""

    name: str
    type: Any
    default: Any = REQUIRED


@dataclass(frozen=True, slots=True)
class ActType:
    """What one kind of act is called on the wire, what it needs, and when a page offers it.

    `right`: the one of `chat.access.rights` that it takes. `when`: what must be true of the
    message, in the words of static/js/acts/allowed.js; a page offers nothing else, and the verb
    decides. `is_text`: its `body` is rendered before the verb is called, outside the thread that
    writes, and given to it as `text`. `is_retryable`: without an answer it is sent again, with
    the same nonce. `is_private`: nobody but the person learns of it; it is done by
    `acting.once_in_private`, and changes nothing in the room's log.
    """

    name: str
    right: str
    when: tuple[str, ...]
    fields: tuple[Field, ...] = ()
    is_text: bool = False
    is_retryable: bool = True
    is_private: bool = False

    def facts(self) -> dict[str, Any]:
        """Return what a page is told of it."""
        return {
            "fields": ["id", *(field.name for field in self.fields)],
            "right": self.right,
            "when": self.when,
            "retryable": self.is_retryable,
            "private": self.is_private,
        }


BODY, EMOJI = Field("body", str), Field("emoji", str)
BASE = Field("base", Number | None, default=None)
NOTE = Field("note", str | msgspec.UnsetType, default=LEFT_OUT)
REMIND_AT = Field("remind_at", Moment | msgspec.UnsetType | None, default=LEFT_OUT)

ROWS = (
    ActType("edit", right="write", when=("said", "own"), fields=(BODY, BASE), is_text=True),
    ActType("delete", right="withdraw", when=("said", "own")),
    ActType("react", right="write", when=("said",), fields=(EMOJI,)),
    ActType("unreact", right="withdraw", when=("said", "reacted"), fields=(EMOJI,)),
    ActType("pin", right="pin", when=("said", "unpinned")),
    ActType("unpin", right="pin", when=("said", "pinned")),
    ActType(
        "bookmark",
        right="read",
        when=("said", "not_bookmarked"),
        fields=(NOTE, REMIND_AT),
        is_private=True,
    ),
    ActType("unbookmark", right="read", when=("bookmarked",), is_private=True),
)
ACTS = {row.name: row for row in ROWS}


def facts() -> dict[str, Any]:
    """Return what a page is told of all acts, by their names."""
    return {row.name: row.facts() for row in ROWS}
